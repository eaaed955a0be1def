package metro.bench.run;

import java.time.Duration;
import metro.bench.yardstick.StoreRows;

/**
 * How long members are under load, and how closely they are looked at.
 *
 * @param shape of the committee and its load
 * @param load how long
 * @param interval between two looks
 * @param applied to what, and how much, when the apply thread is measured alone
 * @param seed of keys and contents
 */
public record SoakPlan(
    Plan.Shape shape, Duration load, Duration interval, StoreRows.Size applied, long seed) {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int APPLIED_BLOCKS = 200;

  /** A load that is worth its report. */
  public static SoakPlan of(Plan.Shape shape, Duration load, long seed) {
    StoreRows.Size applied =
        new StoreRows.Size(shape.senders(), shape.senders(), shape.rollups(), APPLIED_BLOCKS);
    return new SoakPlan(shape, load, INTERVAL, applied, seed);
  }
}
