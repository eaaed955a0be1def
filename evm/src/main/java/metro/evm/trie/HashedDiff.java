package metro.evm.trie;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateDiff;

/**
 * A {@link StateDiff} under the keys tries and stores use: Keccak-256 of address and slot.
 *
 * @param accounts at most one entry per account
 * @param codes new codes by hash; the arrays are shared
 */
public record HashedDiff(List<AccountChange> accounts, Map<Hash, byte[]> codes) {
  private static final KeyCache<Address> ACCOUNT_KEYS = new KeyCache<>(a -> Keccak.hash(a.bytes()));
  private static final KeyCache<UInt256> SLOT_KEYS = new KeyCache<>(s -> Keccak.hash(s.toBytes()));

  public HashedDiff {
    accounts = List.copyOf(accounts);
    codes = Map.copyOf(codes);
  }

  /** One account after the change; see {@link StateDiff.AccountChange}. */
  public record AccountChange(
      Hash key, Optional<Account> account, boolean storageWiped, List<SlotChange> slots) {
    public AccountChange {
      slots = List.copyOf(slots);
    }
  }

  /** One slot's new value; zero means delete. */
  public record SlotChange(Hash key, UInt256 value) {}

  /** Hashes the keys of a diff. */
  public static HashedDiff of(StateDiff diff) {
    List<AccountChange> accounts = new ArrayList<>(diff.accounts().size());
    for (StateDiff.AccountChange change : diff.accounts()) {
      List<SlotChange> slots = new ArrayList<>(change.slots().size());
      change.slots().forEach(s -> slots.add(new SlotChange(slotKey(s.slot()), s.value())));
      accounts.add(
          new AccountChange(
              accountKey(change.address()), change.account(), change.storageWiped(), slots));
    }
    return new HashedDiff(accounts, diff.codes());
  }

  /** The key of an account: Keccak-256 of its address. */
  public static Hash accountKey(Address address) {
    return ACCOUNT_KEYS.hash(address);
  }

  /** The key of a slot: Keccak-256 of its 32 bytes. */
  public static Hash slotKey(UInt256 slot) {
    return SLOT_KEYS.hash(slot);
  }
}
