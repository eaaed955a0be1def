package metro.bench.result;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The straight line that fits some points best, by least squares.
 *
 * @param slope of it; NaN with fewer than two different x
 * @param error standard error of the slope, taking deviations for independent of each other
 */
public record Trend(double slope, double error) {
  /** Through the points {@code x}, {@code y} of {@code all}. */
  public static <T> Trend of(List<T> all, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    double meanX = all.stream().mapToDouble(x).average().orElse(0);
    double meanY = all.stream().mapToDouble(y).average().orElse(0);
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
