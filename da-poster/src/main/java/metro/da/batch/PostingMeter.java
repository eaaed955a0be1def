package metro.da.batch;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import metro.da.Refusal;

/** What posting did in this process, for metrics. From any thread. */
public final class PostingMeter {
  /** How sending a batch ended. */
  public enum Outcome {
    /** A node holds the signed transaction. */
    TAKEN,
    /** The layer says it stands there. */
    INCLUDED,
    /** No answer that says what became of it. */
    UNKNOWN,
    /** Not sent: no connection. */
    UNAVAILABLE,
    /** {@link Refusal#TOO_LARGE}. */
    TOO_LARGE,
    /** {@link Refusal#OUT_OF_FUNDS}. */
    OUT_OF_FUNDS,
    /** {@link Refusal#FEE_TOO_LOW}. */
    FEE_TOO_LOW,
    /** {@link Refusal#PRICE_ABOVE_CAP}. */
    PRICE_ABOVE_CAP,
    /** {@link Refusal#SEQUENCE_TAKEN}. */
    SEQUENCE_TAKEN,
    /** {@link Refusal#QUEUE_FULL}. */
    QUEUE_FULL,
    /** {@link Refusal#EXPIRED}. */
    EXPIRED,
    /** {@link Refusal#OTHER}. */
    OTHER;

    static Outcome of(Refusal refusal) {
      return valueOf(refusal.name());
    }
  }

  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final LongAdder preparedAnew = new LongAdder();
  private final LongAdder feesUtia = new LongAdder();
  private final AtomicLong balanceUtia = new AtomicLong(-1);

  /** Everything at nought. */
  public PostingMeter() {
    Arrays.stream(Outcome.values()).forEach(o -> outcomes.put(o, new LongAdder()));
  }

  void ended(Outcome outcome) {
    count(outcome).increment();
  }

  void refused(Refusal refusal) {
    ended(Outcome.of(refusal));
  }

  void preparedAnew() {
    preparedAnew.increment();
  }

  void paid(long utia) {
    feesUtia.add(utia);
  }

  void balance(long utia) {
    balanceUtia.set(utia);
  }

  /** Submissions, or attempts to sign one, that ended so. */
  public long outcomes(Outcome outcome) {
    return count(outcome).sum();
  }

  /** Batches signed anew or made smaller. */
  public long timesPreparedAnew() {
    return preparedAnew.sum();
  }

  /** Fees of signed transactions that were proven to stand on the layer. */
  public long feesPaidUtia() {
    return feesUtia.sum();
  }

  /** What the paying account had when a transaction was signed last; -1 before that. */
  public long balanceUtia() {
    return balanceUtia.get();
  }

  private LongAdder count(Outcome outcome) {
    return Objects.requireNonNull(outcomes.get(outcome));
  }
}
