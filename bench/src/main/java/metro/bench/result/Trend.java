package metro.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The straight line that fits some points best, by least squares.
 *
 * @param slope of it; NaN with fewer than two different x
 * @param error standard error of the slope, taking deviations for independent of each other
 */
public record Trend(double slope, double error) {
  /**
   * Through the means of {@code bins} stretches of points that follow each other: neighbours that
   * go up and down together, as memory does between two collections, count once.
   */
  public static <T> Trend ofMeans(
      List<T> all, int bins, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    List<List<T>> parts = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      parts.add(all.subList(i * all.size() / bins, (i + 1) * all.size() / bins));
    }
    parts.removeIf(List::isEmpty);
    return of(parts, part -> mean(part, x), part -> mean(part, y));
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
    return all.stream().mapToDouble(value).average().orElse(0);
  }

  /** Through the points {@code x}, {@code y} of {@code all}. */
  public static <T> Trend of(List<T> all, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    double meanX = mean(all, x);
    double meanY = mean(all, y);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (T one : all) {
      double dx = x.applyAsDouble(one) - meanX;
      double dy = y.applyAsDouble(one) - meanY;
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
    double slope = xy / xx;
    double rest = Math.max(0, yy - slope * xy);
    return new Trend(slope, Math.sqrt(rest / (all.size() - 2) / xx));
  }
}
