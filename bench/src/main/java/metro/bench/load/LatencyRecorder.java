package metro.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metro.bench.result.Latency;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Collects durations from many threads, in microseconds with three digits. */
public final class LatencyRecorder {
  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final double[] CURVE = {
    0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99
  };

  private final Recorder recorder = new Recorder(MAX_MICROS, 3);

  /** Adds one duration. */
  public void record(long nanos) {
    recorder.recordValue(Math.clamp(nanos / 1_000, 0, MAX_MICROS));
  }

  /** What came since the last call. */
  public Latency take() {
    Histogram all = recorder.getIntervalHistogram();
    if (all.getTotalCount() == 0) {
      return Latency.NONE;
    }
    List<Latency.Point> curve = new ArrayList<>();
    for (double percentile : CURVE) {
      curve.add(new Latency.Point(percentile, ms(all, percentile)));
    }
    return new Latency(
        all.getTotalCount(),
        ms(all, 50),
        ms(all, 90),
        ms(all, 99),
        ms(all, 99.9),
        all.getMaxValue() / 1e3,
        curve);
  }

  private static double ms(Histogram all, double percentile) {
    return all.getValueAtPercentile(percentile) / 1e3;
  }
}
