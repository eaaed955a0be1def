package metro.evm.trie;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.state.StateDiff;

/**
 * The state as a trie of accounts with a storage trie each, all secure (keys are hashed). Changes
 * come as diffs; nothing is hashed before {@link #rootHash} asks for it.
 *
 * <p>Over a {@link NodeStore} only the paths that are needed are loaded. {@link #commit} writes the
 * nodes that changed since the last commit. One thread.
 */
public final class StateTrie {
  private final NodeStore store;
  private final Trie accounts;
  private final Map<Hash, Trie> storages;

  /** What the store holds: the accounts' version, and the versions of the opened storages. */
  private Trie storedAccounts;

  private final Map<Hash, Trie> storedStorages;
  private final Set<Hash> droppedStorages = new LinkedHashSet<>();
  private final Set<Hash> changedStorages = new LinkedHashSet<>();

  private StateTrie(NodeStore store, Trie accounts) {
    this(store, accounts, accounts.copy(), new HashMap<>(), new HashMap<>());
  }

  private StateTrie(
      NodeStore store,
      Trie accounts,
      Trie storedAccounts,
      Map<Hash, Trie> storages,
      Map<Hash, Trie> storedStorages) {
    this.store = store;
    this.accounts = accounts;
    this.storedAccounts = storedAccounts;
    this.storages = storages;
    this.storedStorages = storedStorages;
  }

  /** The state without accounts, in memory. */
  public static StateTrie empty() {
    return new StateTrie(NodeStore.NONE, Trie.empty());
  }

  /** The state with this root; nodes are read from the store when needed. */
  public static StateTrie open(Hash root, NodeStore store) {
    return new StateTrie(store, Trie.open(root, store.accounts()));
  }

  /** A state of its own with the same content. Its cost follows the opened storage tries. */
  public StateTrie copy() {
    StateTrie copy =
        new StateTrie(
            store,
            accounts.copy(),
            storedAccounts.copy(),
            copyOf(storages),
            new HashMap<>(storedStorages));
    copy.droppedStorages.addAll(droppedStorages);
    copy.changedStorages.addAll(changedStorages);
    return copy;
  }

  private static Map<Hash, Trie> copyOf(Map<Hash, Trie> tries) {
    Map<Hash, Trie> copy = HashMap.newHashMap(tries.size());
    tries.forEach((key, trie) -> copy.put(key, trie.copy()));
    return copy;
  }

  /** The state root. */
  public Hash rootHash() {
    return accounts.rootHash();
  }

  /** The account at an address. */
  public Optional<StoredAccount> account(Address address) {
    return account(HashedDiff.accountKey(address));
  }

  private Optional<StoredAccount> account(Hash key) {
    return accounts.get(key.bytes()).map(StoredAccount::decode);
  }

  /** The value of a slot, zero when it is not set. */
  public UInt256 storage(Address address, UInt256 slot) {
    Hash key = HashedDiff.accountKey(address);
    return account(key)
        .map(account -> storageOf(key, account.storageRoot()))
        .flatMap(trie -> trie.get(HashedDiff.slotKey(slot).bytes()))
        .map(StateTrie::decodeSlot)
        .orElse(UInt256.ZERO);
  }

  /** Changes the state by a diff. */
  public void apply(StateDiff diff) {
    apply(HashedDiff.of(diff));
  }

  /** Changes the state by a diff whose keys are hashed. */
  public void apply(HashedDiff diff) {
    diff.accounts().forEach(this::apply);
  }

  private void apply(HashedDiff.AccountChange change) {
    byte[] key = change.key().bytes();
    Hash root = account(change.key()).map(StoredAccount::storageRoot).orElse(Trie.EMPTY_ROOT);
    if (change.storageWiped() || change.account().isEmpty()) {
      dropStorage(change.key(), root);
      root = Trie.EMPTY_ROOT;
    }
    if (change.account().isEmpty()) {
      accounts.delete(key);
      return;
    }
    Hash changed = change.slots().isEmpty() ? root : applySlots(change, root);
    accounts.put(key, new StoredAccount(change.account().get(), changed).encode());
  }

  private Hash applySlots(HashedDiff.AccountChange change, Hash root) {
    Trie trie = storageOf(change.key(), root);
    changedStorages.add(change.key());
    for (HashedDiff.SlotChange slot : change.slots()) {
      if (slot.value().isZero()) {
        trie.delete(slot.key().bytes());
      } else {
        trie.put(slot.key().bytes(), new RlpWriter(40).uint256(slot.value()).toBytes());
      }
    }
    return trie.rootHash();
  }

  private void dropStorage(Hash key, Hash root) {
    if (root.equals(Trie.EMPTY_ROOT) && !storages.containsKey(key)) {
      return;
    }
    droppedStorages.add(key);
    storages.put(key, Trie.empty());
    storedStorages.put(key, Trie.empty());
  }

  private Trie storageOf(Hash key, Hash root) {
    return storages.computeIfAbsent(
        key,
        k -> {
          Trie opened = Trie.open(root, store.storage(k));
          storedStorages.put(k, opened.copy());
          return opened;
        });
  }

  /** The encoding of the account trie's node at {@code path}, if there is one. */
  Optional<byte[]> accountNode(byte[] path) {
    return accounts.node(path);
  }

  /** The encoding of the node at {@code path} of an account's storage trie, if there is one. */
  Optional<byte[]> storageNode(Hash accountKey, byte[] path) {
    return account(accountKey).flatMap(a -> storageOf(accountKey, a.storageRoot()).node(path));
  }

  private static UInt256 decodeSlot(byte[] encoded) {
    return RlpReader.of(encoded).uint256();
  }

  /** Proves an account and some of its slots, present or not (eth_getProof, EIP-1186). */
  public AccountProof prove(Address address, List<UInt256> slots) {
    Hash key = HashedDiff.accountKey(address);
    Optional<StoredAccount> account = account(key);
    Trie storage = account.map(a -> storageOf(key, a.storageRoot())).orElseGet(Trie::empty);
    List<AccountProof.SlotProof> slotProofs = new ArrayList<>(slots.size());
    for (UInt256 slot : slots) {
      byte[] slotKey = HashedDiff.slotKey(slot).bytes();
      UInt256 value = storage.get(slotKey).map(StateTrie::decodeSlot).orElse(UInt256.ZERO);
      slotProofs.add(new AccountProof.SlotProof(slot, value, storage.prove(slotKey)));
    }
    return new AccountProof(address, account, accounts.prove(key.bytes()), slotProofs);
  }

  /** Writes what changed since the last commit; afterwards the store holds this state. */
  public void commit(NodeUpdates updates) {
    droppedStorages.forEach(updates::deleteStorage);
    droppedStorages.clear();
    for (Hash key : changedStorages) {
      Trie trie = storages.getOrDefault(key, Trie.empty());
      trie.commit(storedStorages.getOrDefault(key, Trie.empty()), updates.storage(key));
      storedStorages.put(key, trie.copy());
    }
    changedStorages.clear();
    accounts.commit(storedAccounts, updates.accounts());
    storedAccounts = accounts.copy();
  }

  /**
   * Frees memory after a commit, if more than {@code maxNodes} nodes are loaded: keeps the account
   * trie's upper levels and forgets the rest, which the store gives back when it is needed.
   *
   * @throws IllegalStateException when there are changes that were not committed
   */
  public void trim(int maxNodes) {
    if (!droppedStorages.isEmpty() || storedAccounts.root() != accounts.root()) {
      throw new IllegalStateException("trim a state trie after its commit only");
    }
    int storageNodes = storages.values().stream().mapToInt(t -> TrieMemory.count(t.root())).sum();
    if (storageNodes > maxNodes / 2) {
      storages.clear();
      storedStorages.clear();
    }
    accounts.replaceRoot(TrieMemory.keep(accounts.root(), maxNodes / 2));
    storedAccounts = accounts.copy();
  }
}
