package metro.evm.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.StateDiff.AccountChange;
import metro.evm.state.StateDiff.SlotChange;
import org.jspecify.annotations.Nullable;

/** An account in the overlay. Mutable; only {@link WorldState} touches it. */
final class AccountState {
  final Address address;
  final Map<UInt256, SlotState> slots = new HashMap<>();
  private final List<SlotState> changedSlots = new ArrayList<>();

  boolean exists;
  long nonce;
  UInt256 balance;
  Hash codeHash;

  /** The code behind {@link #codeHash} when it was needed already. */
  @Nullable Code code;

  /** The transaction that created, destroyed, touched (EIP-161) or warmed it last. */
  long created;

  long destroyed;
  long touched;
  long warm;

  /** Whether slots not in {@link #slots} are zero, whatever the reader says. */
  boolean storageCleared;

  /** Whether the account is in the world's list of changed accounts. */
  boolean listed;

  private Optional<Account> drained;
  private boolean wiped;

  AccountState(Address address, Optional<Account> committed) {
    Account values = committed.orElse(Account.EMPTY);
    this.address = address;
    this.exists = committed.isPresent();
    this.nonce = values.nonce();
    this.balance = values.balance();
    this.codeHash = values.codeHash();
    this.drained = committed;
    this.storageCleared = committed.isEmpty();
  }

  boolean isEmpty() {
    return nonce == 0 && balance.isZero() && codeHash.equals(Account.EMPTY_CODE_HASH);
  }

  Optional<Account> toAccount() {
    return exists ? Optional.of(new Account(nonce, balance, codeHash)) : Optional.empty();
  }

  void listSlot(SlotState slot) {
    if (!slot.listed) {
      slot.listed = true;
      changedSlots.add(slot);
    }
  }

  /** Deletes the account with its storage, at the end of a transaction. */
  void wipe() {
    exists = false;
    nonce = 0;
    balance = UInt256.ZERO;
    codeHash = Account.EMPTY_CODE_HASH;
    code = Code.EMPTY;
    wiped = true;
    storageCleared = true;
    changedSlots.clear();
    slots.values().forEach(AccountState::zero);
  }

  private static void zero(SlotState slot) {
    slot.value = UInt256.ZERO;
    slot.original = UInt256.ZERO;
    slot.drained = UInt256.ZERO;
    slot.listed = false;
  }

  /** What changed since the last call, if anything did; the present becomes the new base. */
  Optional<AccountChange> drain() {
    listed = false;
    Optional<Account> now = toAccount();
    List<SlotChange> changes = drainSlots();
    boolean wipes = wiped && drained.isPresent();
    boolean changed = !changes.isEmpty() || wipes || !now.equals(drained);
    drained = now;
    wiped = false;
    return changed
        ? Optional.of(new AccountChange(address, now, wipes, changes))
        : Optional.empty();
  }

  private List<SlotChange> drainSlots() {
    List<SlotChange> changes = new ArrayList<>(changedSlots.size());
    for (SlotState slot : changedSlots) {
      slot.listed = false;
      if (!slot.value.equals(slot.drained)) {
        changes.add(new SlotChange(slot.key, slot.value));
        slot.drained = slot.value;
      }
    }
    changedSlots.clear();
    return changes;
  }
}
