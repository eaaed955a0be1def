package metro.evm.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateReader;
import metro.evm.trie.HashedDiff;

/**
 * The newest state with what was used last in memory. Only the thread that moves the top uses it:
 * it reads values before a block executes, again when it keeps them as history, and knows the new
 * ones without reading.
 */
final class HeadState implements StateReader {
  /** Accounts in memory; about 250 bytes each. */
  static final int MAX_ACCOUNTS = 1 << 17;

  /** Slots in memory; about 250 bytes each. */
  static final int MAX_SLOTS = 1 << 17;

  private final FlatState flat;
  private final Map<Hash, Optional<Account>> accounts = leastRecentlyUsed(MAX_ACCOUNTS);
  private final Map<SlotKey, UInt256> slots = leastRecentlyUsed(MAX_SLOTS);

  private record SlotKey(Hash account, Hash slot) {}

  HeadState(FlatState flat) {
    this.flat = flat;
  }

  private static <K, V> Map<K, V> leastRecentlyUsed(int max) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }

  @Override
  public Optional<Account> account(Address address) {
    return account(HashedDiff.accountKey(address));
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    return slot(HashedDiff.accountKey(address), HashedDiff.slotKey(slot));
  }

  @Override
  public boolean hasStorage(Address address) {
    return flat.hasStorage(address);
  }

  @Override
  public byte[] code(Hash codeHash) {
    return flat.code(codeHash);
  }

  Optional<Account> account(Hash key) {
    return accounts.computeIfAbsent(key, flat::account);
  }

  UInt256 slot(Hash account, Hash slot) {
    return slots.computeIfAbsent(
        new SlotKey(account, slot), key -> flat.slot(key.account, key.slot));
  }

  /** Visits the slots that the tables hold; a change that is not committed yet does not count. */
  void scanSlots(Hash account, FlatState.SlotVisitor visitor) {
    flat.scanSlots(account, visitor);
  }

  void putAccount(KeyValueStore.Batch batch, Hash key, Optional<Account> account) {
    FlatState.putAccount(batch, key, account);
    accounts.put(key, account);
  }

  void putSlot(KeyValueStore.Batch batch, Hash account, Hash slot, UInt256 value) {
    FlatState.putSlot(batch, account, slot, value);
    slots.put(new SlotKey(account, slot), value);
  }

  /** Forgets everything: a batch was given up, or blocks were taken away. */
  void clear() {
    accounts.clear();
    slots.clear();
  }
}
