package metro.evm.chain;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateReader;

/** A state under changes that are not stored yet. For any thread when the base is. */
final class OverlayState implements StateReader {
  private final StateReader base;
  private final DiffMerge changes;

  /** The changes must not change any more. */
  OverlayState(StateReader base, DiffMerge changes) {
    this.base = base;
    this.changes = changes;
  }

  @Override
  public Optional<Account> account(Address address) {
    DiffMerge.AccountMerge change = changes.accounts().get(address);
    return change == null ? base.account(address) : change.account;
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    DiffMerge.AccountMerge change = changes.accounts().get(address);
    if (change == null) {
      return base.storage(address, slot);
    }
    UInt256 value = change.slots.get(slot);
    if (value != null) {
      return value;
    }
    return change.wiped ? UInt256.ZERO : base.storage(address, slot);
  }

  @Override
  public boolean hasStorage(Address address) {
    DiffMerge.AccountMerge change = changes.accounts().get(address);
    boolean written =
        change != null && change.slots.values().stream().anyMatch(value -> !value.isZero());
    boolean kept = change == null || !change.wiped;
    return written || (kept && base.hasStorage(address));
  }

  @Override
  public byte[] code(Hash codeHash) {
    byte[] code = changes.codes().get(codeHash);
    return code == null ? base.code(codeHash) : code;
  }
}
