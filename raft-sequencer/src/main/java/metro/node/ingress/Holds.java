package metro.node.ingress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.node.ingress.Entry.Hold;
import metro.state.Genesis.FeeSchedule;
import metro.state.LedgerView;
import metro.state.Limits;
import metro.state.NativeCall;
import metro.state.NativeCodec;
import metro.state.Outcome;
import metro.state.RejectReason;
import metro.state.Rollup;
import metro.state.RollupId;

/**
 * What waits in the pool is kept back from its payers' balances, so that the sum of holds on an
 * account never exceeds its balance and everything waiting can be paid. Quotas and caps are left to
 * the speculation.
 */
final class Holds {
  private final long committee;
  private final Map<Address, Long> held = new HashMap<>();

  Holds(long committee) {
    this.committee = committee;
  }

  /** Keeps the entry's charges back, or says why that is impossible. */
  Optional<Answer.Refused> place(Entry entry, LedgerView tip) {
    List<Hold> placed = new ArrayList<>();
    List<SignedTransaction> legs = entry.submission.legs();
    for (int leg = 0; leg < legs.size(); leg++) {
      switch (place(legs.get(leg), tip)) {
        case Placed p -> placed.add(p.hold());
        case Impossible i -> {
          release(placed);
          return Optional.of(refused(i.reason(), leg));
        }
      }
    }
    entry.holds(placed);
    return Optional.empty();
  }

  private sealed interface Result {}

  private record Placed(Hold hold) implements Result {}

  private record Impossible(RejectReason reason) implements Result {}

  private static Answer.Refused refused(RejectReason reason, int leg) {
    return Answer.Refused.of(new Outcome.Rejected(reason, leg, 0));
  }

  private Result place(SignedTransaction transaction, LedgerView tip) {
    FeeSchedule fees = tip.fees();
    if (transaction.chainId() == committee) {
      return take(transaction.sender(), nativeAmount(transaction, fees), tip);
    }
    Optional<Rollup> rollup = tip.rollup(new RollupId(transaction.chainId()));
    if (rollup.isEmpty()) {
      return new Impossible(RejectReason.UNKNOWN_CHAIN);
    }
    long charge = fees.charge(transaction.bytes());
    return switch (rollup.get().payMode()) {
      case SENDER -> take(transaction.sender(), charge, tip);
      case SPONSOR -> take(rollup.get().owner(), charge, tip);
      case SPONSOR_THEN_SENDER ->
          take(rollup.get().owner(), charge, tip) instanceof Placed p
              ? p
              : take(transaction.sender(), charge, tip);
    };
  }

  /** Lets go of the entry's holds. */
  void release(Entry entry) {
    release(entry.holds());
    entry.holds(List.of());
  }

  private void release(List<Hold> holds) {
    for (Hold hold : holds) {
      held.merge(hold.payer(), -hold.amount(), Long::sum);
      held.remove(hold.payer(), 0L);
    }
  }

  /** Utia kept back from an account. */
  long heldFrom(Address payer) {
    return held.getOrDefault(payer, 0L);
  }

  private Result take(Address payer, long amount, LedgerView tip) {
    long free = tip.account(payer).balance() - heldFrom(payer);
    if (amount > free) {
      return new Impossible(RejectReason.INSUFFICIENT_FUNDS);
    }
    held.merge(payer, amount, Long::sum);
    return new Placed(new Hold(payer, amount));
  }

  private static long nativeAmount(SignedTransaction transaction, FeeSchedule fees) {
    int bytes = transaction.bytes();
    if (NativeCodec.decode(transaction.admitted().transaction()) instanceof NativeCodec.Call c) {
      return switch (c.call()) {
        case NativeCall.Transfer t -> saturatedAdd(fees.charge(bytes), t.amount());
        case NativeCall.Register _ -> fees.charge(bytes + Limits.REGISTRATION_BYTES);
        default -> fees.charge(bytes);
      };
    }
    return fees.charge(bytes);
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
