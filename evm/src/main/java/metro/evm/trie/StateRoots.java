package metro.evm.trie;

import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateDiff;

/** Roots of whole states, from scratch. */
public final class StateRoots {
  private StateRoots() {}

  /**
   * One account with all its storage.
   *
   * @param storage zero values count as not set
   */
  public record FullAccount(Account account, Map<UInt256, UInt256> storage) {
    public FullAccount {
      storage = Map.copyOf(storage);
    }
  }

  /** The root of the state with exactly these accounts. */
  public static Hash of(Map<Address, FullAccount> accounts) {
    StateTrie trie = StateTrie.empty();
    trie.apply(diffOf(accounts));
    return trie.rootHash();
  }

  /** The root of the state that a diff makes of the empty one. */
  public static Hash of(StateDiff diff) {
    StateTrie trie = StateTrie.empty();
    trie.apply(diff);
    return trie.rootHash();
  }

  private static StateDiff diffOf(Map<Address, FullAccount> accounts) {
    return new StateDiff(
        accounts.entrySet().stream().map(e -> changeOf(e.getKey(), e.getValue())).toList(),
        Map.of());
  }

  private static StateDiff.AccountChange changeOf(Address address, FullAccount full) {
    return new StateDiff.AccountChange(
        address,
        java.util.Optional.of(full.account()),
        false,
        full.storage().entrySet().stream()
            .map(e -> new StateDiff.SlotChange(e.getKey(), e.getValue()))
            .toList());
  }
}
