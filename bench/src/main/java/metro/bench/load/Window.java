package metro.bench.load;

import java.time.Duration;

/**
 * One step's time: first a part nobody looks at, then the measured part.
 *
 * @param startNanos when the first transaction is meant to go
 * @param fromNanos when measuring begins
 * @param toNanos when it ends; nothing is meant to go later
 */
public record Window(long startNanos, long fromNanos, long toNanos) {
  /** Starts now. */
  public static Window now(Duration warm, Duration measured) {
    long start = System.nanoTime();
    long from = start + warm.toNanos();
    return new Window(start, from, from + measured.toNanos());
  }

  boolean measures(long nanos) {
    return nanos >= fromNanos && nanos < toNanos;
  }

  /** Seconds that are measured. */
  public double seconds() {
    return (toNanos - fromNanos) / 1e9;
  }
}
