package metro.evm.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;

/**
 * The post-values of everything that changed, in the order of first change (deterministic for the
 * same transactions). Nothing that ended where it began is listed.
 *
 * @param accounts at most one entry per address
 * @param codes every code that a listed account may refer to and the store may not have yet; the
 *     arrays are shared and must not be changed
 */
public record StateDiff(List<AccountChange> accounts, Map<Hash, byte[]> codes) {
  /** No change. */
  public static final StateDiff EMPTY = new StateDiff(List.of(), Map.of());

  public StateDiff {
    accounts = List.copyOf(accounts);
    codes = Map.copyOf(codes);
  }

  /** Whether nothing changed. */
  public boolean isEmpty() {
    return accounts.isEmpty();
  }

  /**
   * One account after the change.
   *
   * @param account the new values, or empty when the account no longer exists (its storage is then
   *     gone too and {@code slots} is empty)
   * @param storageWiped whether all former slots are gone before {@code slots} apply
   * @param slots changed slots and their new values, each slot once; zero means delete
   */
  public record AccountChange(
      Address address, Optional<Account> account, boolean storageWiped, List<SlotChange> slots) {
    public AccountChange {
      slots = List.copyOf(slots);
    }
  }

  /** One slot's new value; zero means delete. */
  public record SlotChange(UInt256 slot, UInt256 value) {}
}
