package metro.bench.result;

import java.util.List;

/**
 * How long something took, from the instant it was meant to begin.
 *
 * @param count how many were measured
 * @param p50Ms median, milliseconds
 * @param p90Ms 90th percentile
 * @param p99Ms 99th percentile
 * @param p999Ms 99.9th percentile
 * @param maxMs the longest
 * @param curve more percentiles, for drawing
 */
public record Latency(
    long count,
    double p50Ms,
    double p90Ms,
    double p99Ms,
    double p999Ms,
    double maxMs,
    List<Point> curve) {
  /** Nothing was measured. */
  public static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0, List.of());

  /**
   * One point of the distribution.
   *
   * @param percentile 0 to 100
   * @param ms milliseconds
   */
  public record Point(double percentile, double ms) {}

  public Latency {
    curve = List.copyOf(curve);
  }
}
