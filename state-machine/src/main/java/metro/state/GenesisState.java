package metro.state;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** Turns a {@link Genesis} into the first state. */
final class GenesisState {
  private GenesisState() {}

  static ChangeSet of(Genesis genesis) {
    check(genesis);
    LedgerState state = new LedgerState(new Overlay(key -> Optional.empty()));
    Committee committee = genesis.committee();
    state.overlay().put(Keys.COMMITTEE, Bytes.wrap(committee.encode()));
    state.overlay().put(Keys.GOVERNORS, governors(genesis.governors()));
    state.putFees(genesis.fees());
    state.putCursor(PostingCursor.START);
    state.putNextSeq(1);
    state.putRollupCount(0);
    genesis.rollups().forEach(state::register);
    putCredits(state, genesis);
    ChangeSet covered = state.overlay().changes();
    Hash stateHash = covered.chain(Hash.ZERO);
    BlockHeader header =
        new BlockHeader(
            committee.chainId(),
            committee.epoch(),
            0,
            Hash.ZERO,
            0,
            1,
            0,
            Merkle.root(List.of()),
            HeadsTree.of(state.view().heads()).root(),
            stateHash,
            committee.hash(),
            Hash.ZERO,
            0);
    return Ledger.withTip(covered, header, stateHash);
  }

  private static void putCredits(LedgerState state, Genesis genesis) {
    long sum = 0;
    for (Map.Entry<Address, Long> credit : genesis.credits().entrySet()) {
      sum += credit.getValue();
      Account account = Account.fresh(genesis.fees()).withBalance(credit.getValue());
      state.putAccount(credit.getKey(), account);
    }
    state.putTotals(new Totals(sum, sum, 0));
  }

  private static Bytes governors(List<Address> governors) {
    Encoder out = new Encoder().u32(governors.size());
    governors.forEach(out::address);
    return Bytes.wrap(out.toBytes());
  }

  private static void check(Genesis genesis) {
    long committee = genesis.committee().chainId();
    require(RollupId.isValid(committee), "committee chain id is not 1 to " + RollupId.MAX);
    require(genesis.fees().isInRange(), "fees are not 0 to " + Limits.MAX_PRICE);
    require(genesis.governors().size() <= Limits.MAX_GOVERNORS, "too many governors");
    require(genesis.rollups().size() <= Limits.MAX_ROLLUPS, "too many rollups");
    Set<RollupId> seen = new LinkedHashSet<>();
    for (Genesis.RollupSpec spec : genesis.rollups()) {
      require(spec.id().chainId() != committee, "rollup " + spec.id() + " is the committee");
      require(seen.add(spec.id()), "rollup " + spec.id() + " occurs twice");
      require(Genesis.RollupSpec.isName(spec.name()), "rollup " + spec.id() + " has a bad name");
    }
    long sum = 0;
    for (Map.Entry<Address, Long> credit : genesis.credits().entrySet()) {
      require(credit.getValue() >= 0, "credit of " + credit.getKey() + " is negative");
      sum += credit.getValue();
      require(
          sum >= 0 && sum <= NativeOperations.MAX_MINTED,
          "credits are more than " + NativeOperations.MAX_MINTED + " utia in all");
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("genesis: " + what);
    }
  }
}
