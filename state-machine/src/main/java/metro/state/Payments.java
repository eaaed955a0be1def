package metro.state;

import java.util.Optional;
import metro.ethereum.Address;
import metro.state.Genesis.FeeSchedule;

/** Who pays for a transaction, and how much. Writes only when somebody can. */
final class Payments {
  private static final long MS_PER_DAY = 86_400_000;

  private final LedgerState state;
  private final FeeSchedule fees;
  private final long day;

  /** What came out. */
  sealed interface Result {}

  /** It is paid. */
  record Paid(Address payer, long charge) implements Result {}

  /** Nobody can pay; nothing was written. */
  record Unpaid(RejectReason reason) implements Result {}

  Payments(LedgerState state, FeeSchedule fees, long timeMs) {
    this.state = state;
    this.fees = fees;
    this.day = timeMs / MS_PER_DAY;
  }

  /** Charges a rollup's transaction of {@code bytes} bytes as the rollup's pay mode says. */
  Result charge(Rollup rollup, Address sender, int bytes) {
    return switch (rollup.payMode()) {
      case SENDER -> debit(sender, bytes);
      case SPONSOR -> sponsor(rollup, sender, bytes);
      case SPONSOR_THEN_SENDER ->
          switch (sponsor(rollup, sender, bytes)) {
            case Paid paid -> paid;
            case Unpaid _ -> debit(sender, bytes);
          };
    };
  }

  /** Charges {@code payer} for {@code bytes} bytes. */
  Result debit(Address payer, int bytes) {
    long charge = fees.charge(bytes);
    StateKey key = state.accountKey(payer);
    Account account = state.view().account(key);
    if (charge > account.cap().charge(bytes)) {
      return new Unpaid(RejectReason.CHARGE_ABOVE_CAP);
    }
    if (charge > account.balance()) {
      return new Unpaid(RejectReason.INSUFFICIENT_FUNDS);
    }
    if (charge > 0) {
      state.putAccount(key, account.withBalance(account.balance() - charge));
      state.putTotals(state.view().totals().collect(charge));
    }
    return new Paid(payer, charge);
  }

  private Result sponsor(Rollup rollup, Address sender, int bytes) {
    StateKey perSender = Keys.sponsoredSender(rollup.id(), sender);
    StateKey inAll = Keys.sponsoredTotal(rollup.id());
    long usedBySender = state.sponsoredBytes(perSender, day) + bytes;
    long usedByAll = state.sponsoredBytes(inAll, day) + bytes;
    if (usedBySender > rollup.quota().bytesPerSender() || usedByAll > rollup.quota().bytesInAll()) {
      return new Unpaid(RejectReason.SPONSOR_QUOTA);
    }
    Result result = debit(rollup.owner(), bytes);
    if (result instanceof Paid) {
      state.putSponsoredBytes(perSender, day, usedBySender);
      state.putSponsoredBytes(inAll, day, usedByAll);
    }
    return result;
  }

  /** Moves credits between accounts; a reason when the sender has too few. */
  Optional<RejectReason> transfer(Address from, Address to, long amount) {
    Account source = state.view().account(from);
    if (amount > source.balance()) {
      return Optional.of(RejectReason.INSUFFICIENT_FUNDS);
    }
    state.putAccount(from, source.withBalance(source.balance() - amount));
    credit(to, amount);
    return Optional.empty();
  }

  /** Adds to a balance. */
  void credit(Address to, long amount) {
    Account account = state.view().account(to);
    state.putAccount(to, account.withBalance(Math.addExact(account.balance(), amount)));
  }
}
