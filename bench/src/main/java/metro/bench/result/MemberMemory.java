package metro.bench.result;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One member's memory over a long load.
 *
 * @param name of the member
 * @param survived whether its process ran until the end
 * @param ranOutOfMemory whether its log tells of an OutOfMemoryError
 * @param before what was live before the load
 * @param after what was live after it
 * @param samples in the order they were taken
 */
public record MemberMemory(
    String name,
    boolean survived,
    boolean ranOutOfMemory,
    LiveHeap before,
    LiveHeap after,
    List<MemorySample> samples) {
  private static final int BINS = 10;

  public MemberMemory {
    samples = List.copyOf(samples);
  }

  /** The highest of one figure. */
  public double most(ToDoubleFunction<MemorySample> figure) {
    return samples.stream().mapToDouble(figure).max().orElse(Double.NaN);
  }

  /** How one figure moved over the last two thirds of the load: in the first, caches fill. */
  public Trend trend(ToDoubleFunction<MemorySample> figure) {
    double from = samples.isEmpty() ? 0 : samples.getLast().seconds() / 3;
    List<MemorySample> later = samples.stream().filter(s -> s.seconds() >= from).toList();
    return Trend.ofMeans(later, BINS, MemorySample::seconds, figure);
  }
}
