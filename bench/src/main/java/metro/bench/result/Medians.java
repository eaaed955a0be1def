package metro.bench.result;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians over repetitions. */
public final class Medians {
  private Medians() {}

  /** The median of {@code value} over {@code all}; NaN when there is nothing. */
  public static <T> double of(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
