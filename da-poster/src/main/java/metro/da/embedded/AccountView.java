package metro.da.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import metro.ethereum.Address;

/** Accounts as transactions change them on top of what is on the chain. Not for several threads. */
final class AccountView {
  private final Function<Address, Optional<Account>> below;
  private final Map<Address, Account> changes = new LinkedHashMap<>();

  AccountView(Function<Address, Optional<Account>> below) {
    this.below = below;
  }

  Optional<Account> find(Address address) {
    Account changed = changes.get(address);
    return changed == null ? below.apply(address) : Optional.of(changed);
  }

  void put(Address address, Account account) {
    changes.put(address, account);
  }

  Map<Address, Account> changes() {
    return changes;
  }
}
