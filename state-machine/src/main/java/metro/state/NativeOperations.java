package metro.state;

import java.util.Optional;
import java.util.function.UnaryOperator;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * What native operations do. A method that answers a reason may have written already: the caller
 * takes that back.
 */
final class NativeOperations {
  /** All utia ever minted stay below this, so no sum of balances overflows. */
  static final long MAX_MINTED = 1L << 62;

  private final LedgerState state;
  private final Payments payments;
  private final long committee;

  NativeOperations(LedgerState state, Payments payments, long committee) {
    this.state = state;
    this.payments = payments;
    this.committee = committee;
  }

  /** Does {@code call} for {@code sender}, or says why not. */
  Optional<RejectReason> execute(NativeCall call, Address sender) {
    return switch (call) {
      case NativeCall.Transfer c -> payments.transfer(sender, c.to(), c.amount());
      case NativeCall.Mint c -> asGovernor(sender).or(() -> mint(c));
      case NativeCall.SetFeeCap c -> setFeeCap(c, sender);
      case NativeCall.Register c -> register(c, sender);
      case NativeCall.SetOwner c -> change(c.rollup(), sender, r -> r.withOwner(c.owner()));
      case NativeCall.SetActive c -> change(c.rollup(), sender, r -> r.withActive(c.active()));
      case NativeCall.SetModes c ->
          change(c.rollup(), sender, r -> r.withModes(c.payMode(), c.nonceMode()));
      case NativeCall.SetQuota c -> change(c.rollup(), sender, r -> r.withQuota(c.quota()));
      case NativeCall.ResetLane c -> resetLane(c, sender);
      case NativeCall.SetFees c -> asGovernor(sender).or(() -> setFees(c));
    };
  }

  /** Bytes the operation is charged for beyond its transaction's own. */
  static int extraBytes(NativeCall call) {
    return call instanceof NativeCall.Register ? Limits.REGISTRATION_BYTES : 0;
  }

  private Optional<RejectReason> asGovernor(Address sender) {
    return state.view().governors().contains(sender)
        ? Optional.empty()
        : Optional.of(RejectReason.NATIVE_NOT_AUTHORISED);
  }

  private Optional<RejectReason> mint(NativeCall.Mint mint) {
    Optional<Bytes> before = state.mint(mint.id());
    if (before.isPresent()) {
      return before.get().equals(LedgerState.mintValue(mint)) ? Optional.empty() : badArgument();
    }
    Totals totals = state.view().totals();
    if (mint.amount() > MAX_MINTED - totals.minted()) {
      return badArgument();
    }
    state.putMint(mint);
    state.putTotals(totals.mint(mint.amount()));
    payments.credit(mint.to(), mint.amount());
    return Optional.empty();
  }

  private Optional<RejectReason> setFeeCap(NativeCall.SetFeeCap call, Address sender) {
    state.putAccount(sender, state.view().account(sender).withCap(call.cap()));
    return Optional.empty();
  }

  private Optional<RejectReason> register(NativeCall.Register call, Address sender) {
    boolean taken =
        call.rollup().chainId() == committee || state.view().rollup(call.rollup()).isPresent();
    if (taken || state.view().rollupCount() >= Limits.MAX_ROLLUPS) {
      return badArgument();
    }
    state.register(
        new Genesis.RollupSpec(
            call.rollup(), call.name(), sender, call.payMode(), call.nonceMode()));
    return Optional.empty();
  }

  private Optional<RejectReason> change(RollupId id, Address sender, UnaryOperator<Rollup> how) {
    Optional<Rollup> rollup = state.view().rollup(id);
    if (rollup.isEmpty()) {
      return badArgument();
    }
    if (!rollup.get().owner().equals(sender)) {
      return Optional.of(RejectReason.NATIVE_NOT_AUTHORISED);
    }
    state.putRollup(how.apply(rollup.get()));
    return Optional.empty();
  }

  private Optional<RejectReason> resetLane(NativeCall.ResetLane call, Address sender) {
    Optional<Rollup> rollup = state.view().rollup(call.rollup());
    StateKey key = Keys.lane(call.rollup().chainId(), sender);
    Lane lane = state.view().lane(key);
    if (rollup.isEmpty() || call.next() < lane.floor() || call.next() > Limits.MAX_LANE_RESET) {
      return badArgument();
    }
    Lane moved = lane.expecting(rollup.get().nonceMode(), call.next());
    state.putLane(key, moved);
    return Optional.empty();
  }

  private Optional<RejectReason> setFees(NativeCall.SetFees call) {
    state.putFees(call.fees());
    return Optional.empty();
  }

  private static Optional<RejectReason> badArgument() {
    return Optional.of(RejectReason.NATIVE_BAD_ARGUMENT);
  }
}
