package metro.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts one step. Safe for many threads. */
final class Tally {
  private final Window window;
  private final LatencyRecorder ordered = new LatencyRecorder();
  private final LatencyRecorder certified = new LatencyRecorder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder arrived = new LongAdder();
  private final LongAdder arrivedBytes = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

  Tally(Window window) {
    this.window = window;
  }

  /** One was meant to go at this instant. */
  void sent(long intendedNanos) {
    if (window.measures(intendedNanos)) {
      sent.increment();
    }
  }

  /** Its receipt came. */
  void ordered(long intendedNanos, long nowNanos, int bytes) {
    if (window.measures(intendedNanos)) {
      answered.increment();
      ordered.record(nowNanos - intendedNanos);
    }
    if (window.measures(nowNanos)) {
      arrived.increment();
      arrivedBytes.add(bytes);
    }
  }

  /** A certificate over it came. */
  void certified(long intendedNanos, long nowNanos) {
    if (window.measures(intendedNanos)) {
      certified.record(nowNanos - intendedNanos);
    }
  }

  /** Receipts that came in the measured time, so far. */
  long arrived() {
    return arrived.sum();
  }

  void refused(String reason) {
    refused.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  /** The sums; latencies can be taken once. */
  Counts counts() {
    Map<String, Long> reasons = new TreeMap<>();
    refused.forEach((reason, count) -> reasons.put(reason, count.sum()));
    return new Counts(
        window.seconds(),
        sent.sum(),
        answered.sum(),
        arrived.sum() / window.seconds(),
        arrivedBytes.sum() / window.seconds(),
        reasons,
        ordered.take(),
        certified.take());
  }
}
