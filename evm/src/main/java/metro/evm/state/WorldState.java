package metro.evm.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.StateDiff.AccountChange;
import org.jspecify.annotations.Nullable;

/**
 * A journaled overlay over a committed state: accounts, storage, and what lives for one transaction
 * only (warm sets of EIP-2929, transient storage of EIP-1153, created and destroyed accounts of
 * EIP-6780, logs, refund counter).
 *
 * <p>Use: {@link #beginTransaction}, changes with {@link #checkpoint} and {@link #revertTo}, {@link
 * #endTransaction}; after any number of transactions {@link #takeDiff} gives the changes since the
 * last call. The overlay goes on working over the same reader afterwards. It is itself a {@link
 * StateReader}, so a call can run on an overlay of an overlay.
 *
 * <p>One thread. Memory grows with what was read and written; make a new one per block.
 */
public final class WorldState implements StateReader {
  private record TransientKey(Address address, UInt256 slot) {}

  private final StateReader committed;
  private final CodeCache codeCache;
  private final Map<Address, AccountState> accounts = new HashMap<>();
  private final List<AccountState> changed = new ArrayList<>();
  private final Map<Hash, Code> newCodes = new HashMap<>();
  private final Map<TransientKey, UInt256> transients = new HashMap<>();
  private final List<AccountState> ending = new ArrayList<>();
  private final Journal journal = new Journal();
  private List<Log> logs = new ArrayList<>();
  private long refund;
  private long transaction = 1;
  private @Nullable AccountState last;

  /** An overlay with the process-wide code cache. */
  public WorldState(StateReader committed) {
    this(committed, CodeCache.shared());
  }

  /** An overlay; a recording reader needs a code cache of its own. */
  public WorldState(StateReader committed, CodeCache codeCache) {
    this.committed = committed;
    this.codeCache = codeCache;
  }

  // Transactions

  /** Forgets everything that lives for one transaction only. */
  public void beginTransaction() {
    transaction++;
    journal.clear();
    transients.clear();
    ending.clear();
    logs = new ArrayList<>();
    refund = 0;
  }

  /** Deletes destroyed accounts (EIP-6780) and touched empty ones (EIP-161). */
  public void endTransaction() {
    for (AccountState account : ending) {
      boolean empty = account.touched == transaction && account.exists && account.isEmpty();
      if (empty || account.destroyed == transaction) {
        list(account);
        account.wipe();
      }
    }
    ending.clear();
    journal.clear();
  }

  /** A position to go back to within this transaction. */
  public int checkpoint() {
    return journal.position();
  }

  /** Takes back every change since the checkpoint, warm sets, logs and refunds included. */
  public void revertTo(int checkpoint) {
    journal.revertTo(checkpoint);
  }

  /** The changes since the last call or the beginning; the present becomes the new base. */
  public StateDiff takeDiff() {
    List<AccountChange> changes = new ArrayList<>(changed.size());
    Map<Hash, byte[]> codes = new LinkedHashMap<>();
    for (AccountState account : changed) {
      account.drain().ifPresent(changes::add);
      Code code = newCodes.get(account.codeHash);
      if (code != null && account.exists) {
        codes.put(code.hash(), code.bytes());
      }
    }
    changed.clear();
    return changes.isEmpty() ? StateDiff.EMPTY : new StateDiff(changes, codes);
  }

  // Accounts

  @Override
  public Optional<Account> account(Address address) {
    return load(address).toAccount();
  }

  /** Whether the account does not exist or is empty (EIP-161's "dead"). */
  public boolean isDead(Address address) {
    return load(address).isEmpty();
  }

  /** The nonce, 0 when there is no account; unsigned. */
  public long nonce(Address address) {
    return load(address).nonce;
  }

  /** The balance in wei, 0 when there is no account. */
  public UInt256 balance(Address address) {
    return load(address).balance;
  }

  /** Keccak-256 of the code, {@link Account#EMPTY_CODE_HASH} when there is none. */
  public Hash codeHash(Address address) {
    return load(address).codeHash;
  }

  /** The code, {@link Code#EMPTY} when there is none. */
  public Code code(Address address) {
    AccountState account = load(address);
    Code code = account.code;
    if (code == null) {
      code = codeOf(account.codeHash);
      account.code = code;
    }
    return code;
  }

  @Override
  public byte[] code(Hash codeHash) {
    return codeOf(codeHash).bytes();
  }

  /** Sets the nonce; the account exists afterwards. */
  public void setNonce(Address address, long nonce) {
    change(address).nonce = nonce;
  }

  /** Sets the balance; the account exists afterwards. */
  public void setBalance(Address address, UInt256 balance) {
    change(address).balance = balance;
  }

  /** Adds to the balance; adding zero only touches the account (EIP-161). */
  public void addBalance(Address address, UInt256 amount) {
    if (amount.isZero()) {
      touch(address);
    } else {
      AccountState account = change(address);
      account.balance = account.balance.plus(amount);
    }
  }

  /**
   * Takes from the balance.
   *
   * @throws IllegalArgumentException when the balance is smaller; callers check first
   */
  public void subtractBalance(Address address, UInt256 amount) {
    if (balance(address).compareTo(amount) < 0) {
      throw new IllegalArgumentException(address + " has less than " + amount + " wei");
    }
    if (!amount.isZero()) {
      AccountState account = change(address);
      account.balance = account.balance.minus(amount);
    }
  }

  /** Sets the code; the account exists afterwards. */
  public void setCode(Address address, Code code) {
    AccountState account = change(address);
    account.code = code;
    account.codeHash = code.hash();
    if (code.size() > 0) {
      newCodes.put(code.hash(), code);
    }
  }

  /** Marks the account so that it is deleted at the end of the transaction if it is empty then. */
  public void touch(Address address) {
    AccountState account = load(address);
    if (account.touched != transaction) {
      journal.add(new Journal.AccountUndo(account));
      account.touched = transaction;
      ending.add(account);
    }
  }

  /** Begins a contract: it exists with nonce 1 and counts as created in this transaction. */
  public void createContract(Address address) {
    AccountState account = change(address);
    account.nonce = 1;
    account.created = transaction;
  }

  /** EIP-6780: whether the account was created as a contract in this transaction. */
  public boolean isCreatedInTransaction(Address address) {
    return load(address).created == transaction;
  }

  /** Deletes the account at the end of the transaction. */
  public void destroy(Address address) {
    AccountState account = change(address);
    account.destroyed = transaction;
    ending.add(account);
  }

  // Storage

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    return slot(load(address), slot).value;
  }

  @Override
  public boolean hasStorage(Address address) {
    AccountState account = load(address);
    return account.slots.values().stream().anyMatch(slot -> !slot.value.isZero())
        || (!account.storageCleared && committed.hasStorage(address));
  }

  /** The value when this transaction began (EIP-2200). */
  public UInt256 originalStorage(Address address, UInt256 slot) {
    return slot(load(address), slot).original;
  }

  /** Sets a slot. */
  public void setStorage(Address address, UInt256 slot, UInt256 value) {
    AccountState account = load(address);
    SlotState state = slot(account, slot);
    journal.add(new Journal.SlotUndo(state, state.value));
    state.value = value;
    account.listSlot(state);
    list(account);
  }

  /** The transient value (EIP-1153). */
  public UInt256 transientStorage(Address address, UInt256 slot) {
    return transients.getOrDefault(new TransientKey(address, slot), UInt256.ZERO);
  }

  /** Sets a transient value (EIP-1153). */
  public void setTransientStorage(Address address, UInt256 slot, UInt256 value) {
    TransientKey key = new TransientKey(address, slot);
    journal.add(new Journal.MapUndo<>(transients, key, transients.put(key, value)));
  }

  // Warm sets, logs, refunds

  /** Makes the account warm; whether it was warm before (EIP-2929). */
  public boolean warm(Address address) {
    AccountState account = load(address);
    if (account.warm == transaction) {
      return true;
    }
    journal.add(new Journal.ColdAccount(account, account.warm));
    account.warm = transaction;
    return false;
  }

  /** Makes the slot warm; whether it was warm before (EIP-2929). */
  public boolean warm(Address address, UInt256 slot) {
    SlotState state = slot(load(address), slot);
    if (state.warm == transaction) {
      return true;
    }
    journal.add(new Journal.ColdSlot(state, state.warm));
    state.warm = transaction;
    return false;
  }

  /** Adds an event. */
  public void addLog(Log log) {
    logs.add(log);
    journal.add(new Journal.DropLast(logs));
  }

  /** The events of this transaction so far, in order. */
  public List<Log> logs() {
    return List.copyOf(logs);
  }

  /** Adds to the refund counter (or takes from it, EIP-3529). */
  public void addRefund(long gas) {
    long before = refund;
    journal.add(() -> refund = before);
    refund += gas;
  }

  /** The refund counter, in gas. */
  public long refund() {
    return refund;
  }

  // Inside

  private AccountState load(Address address) {
    AccountState account = last;
    if (account != null && account.address.equals(address)) {
      return account;
    }
    account = accounts.get(address);
    if (account == null) {
      account = new AccountState(address, committed.account(address));
      accounts.put(address, account);
    }
    last = account;
    return account;
  }

  private AccountState change(Address address) {
    AccountState account = load(address);
    journal.add(new Journal.AccountUndo(account));
    if (account.touched != transaction) {
      account.touched = transaction;
      ending.add(account);
    }
    account.exists = true;
    list(account);
    return account;
  }

  private void list(AccountState account) {
    if (!account.listed) {
      account.listed = true;
      changed.add(account);
    }
  }

  private SlotState slot(AccountState account, UInt256 key) {
    SlotState slot = account.slots.get(key);
    if (slot == null) {
      UInt256 value =
          account.storageCleared ? UInt256.ZERO : committed.storage(account.address, key);
      slot = new SlotState(key, value, transaction);
      account.slots.put(key, slot);
    }
    slot.enter(transaction);
    return slot;
  }

  private Code codeOf(Hash hash) {
    Code code = newCodes.get(hash);
    return code != null ? code : codeCache.get(hash, committed::code);
  }
}
