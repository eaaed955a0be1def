package metro.rollup.da;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metro.da.DaHeader;
import metro.rollup.Limits;
import metro.rollup.chain.ForcedTransaction;
import metro.state.Admission.Admitted;
import metro.state.Decoder;
import metro.state.Encoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each forced transaction is due: the second of its DA block's time and the delay later, or,
 * when that second is full, in one of the next. A pure function of the DA layer from its beginning
 * on.
 *
 * @param next sequence number of the next transaction
 * @param due second the last one got
 * @param count transactions in that second
 * @param bytes of them
 * @param gas they ask for
 */
record ForcedSchedule(long next, long due, int count, long bytes, long gas) {
  private static final Logger LOG = LoggerFactory.getLogger(ForcedSchedule.class);

  static final ForcedSchedule START = new ForcedSchedule(0, 0, 0, 0, 0);

  /** What a height adds, and the schedule after it. */
  record Added(ForcedSchedule after, List<ForcedTransaction> transactions) {}

  /**
   * Adds what counts of a DA height.
   *
   * @param delay how long the committee may take
   * @param blockGas gas limit of the rollup's blocks
   */
  Added add(DaHeader header, List<Admitted> posted, Duration delay, long blockGas) {
    long earliest = header.time().getEpochSecond() + delay.toSeconds();
    ForcedSchedule schedule = this;
    List<ForcedTransaction> out = new ArrayList<>();
    for (Admitted transaction : posted) {
      ForcedSchedule with = schedule.with(transaction, earliest, blockGas);
      if (with.due - earliest > Limits.MAX_FORCED_LATENESS.toSeconds()) {
        LOG.warn(
            "DA height {}: {} forced transactions are dropped, too many wait",
            header.height(),
            posted.size() - out.size());
        break;
      }
      out.add(
          new ForcedTransaction(
              schedule.next, header.height().value(), with.due, transaction.raw()));
      schedule = with;
    }
    return new Added(schedule, out);
  }

  private ForcedSchedule with(Admitted transaction, long earliest, long blockGas) {
    long asked = transaction.transaction().gasLimit();
    long wanted = asked < 0 || asked > blockGas ? blockGas : asked;
    int length = transaction.raw().length();
    if (earliest > due) {
      return new ForcedSchedule(next + 1, earliest, 1, length, wanted);
    }
    boolean isFull =
        count >= Limits.MAX_FORCED_PER_SECOND
            || bytes + length > Limits.MAX_FORCED_BYTES_PER_SECOND
            || gas + wanted > blockGas;
    return isFull
        ? new ForcedSchedule(next + 1, due + 1, 1, length, wanted)
        : new ForcedSchedule(next + 1, due, count + 1, bytes + length, gas + wanted);
  }

  void encode(Encoder out) {
    out.u64(next).u64(due).u32(count).u64(bytes).u64(gas);
  }

  static ForcedSchedule decode(Decoder in) {
    return new ForcedSchedule(
        in.u63("forced next"),
        in.u63("forced due"),
        in.u32("forced count"),
        in.u63("forced bytes"),
        in.u63("forced gas"));
  }
}
