package metro.evm.chain;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateDiff;

/** Several diffs, one after the other, as one. Keeps the order of first change. One thread. */
final class DiffMerge {
  /** An account's accumulated change. */
  static final class AccountMerge {
    Optional<Account> account = Optional.empty();
    boolean wiped;
    final Map<UInt256, UInt256> slots = new LinkedHashMap<>();

    private void add(StateDiff.AccountChange change) {
      account = change.account();
      if (change.storageWiped() || account.isEmpty()) {
        wiped = true;
        slots.clear();
      }
      change.slots().forEach(slot -> slots.put(slot.slot(), slot.value()));
    }

    private StateDiff.AccountChange toChange(Address address) {
      return new StateDiff.AccountChange(
          address,
          account,
          wiped,
          slots.entrySet().stream()
              .map(e -> new StateDiff.SlotChange(e.getKey(), e.getValue()))
              .toList());
    }
  }

  private final Map<Address, AccountMerge> accounts = new LinkedHashMap<>();
  private final Map<Hash, byte[]> codes = new HashMap<>();

  static DiffMerge of(List<StateDiff> diffs) {
    DiffMerge merge = new DiffMerge();
    diffs.forEach(merge::add);
    return merge;
  }

  private void add(StateDiff diff) {
    diff.accounts()
        .forEach(c -> accounts.computeIfAbsent(c.address(), a -> new AccountMerge()).add(c));
    codes.putAll(diff.codes());
  }

  Map<Address, AccountMerge> accounts() {
    return accounts;
  }

  Map<Hash, byte[]> codes() {
    return codes;
  }

  StateDiff toDiff() {
    return new StateDiff(
        accounts.entrySet().stream().map(e -> e.getValue().toChange(e.getKey())).toList(), codes);
  }
}
