package metro.bench.report;

import java.util.List;
import java.util.Locale;
import metro.bench.result.Medians;

/**
 * One promise about speed: a figure of the committee over a figure of the same run's yardstick.
 *
 * @param promise what is promised
 * @param formula how the ratio is made
 * @param values one for each repetition
 * @param target the promised bound
 * @param atLeast whether the bound is a lower one
 */
record Ratio(String promise, String formula, List<Double> values, double target, boolean atLeast) {
  Ratio {
    values = List.copyOf(values);
  }

  /** The median; NaN when the run did not measure it. */
  double median() {
    return Medians.of(values, Double::doubleValue);
  }

  String verdict() {
    double median = median();
    if (Double.isNaN(median)) {
      return "not measured";
    }
    if (atLeast ? median >= target : median <= target) {
      return "met";
    }
    double factor = atLeast ? target / median : median / target;
    return String.format(Locale.ROOT, "missed by a factor of %.2f", factor);
  }

  String bound() {
    return String.format(Locale.ROOT, "%s %.2f", atLeast ? "≥" : "≤", target);
  }
}
