package metro.bench.report;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import metro.bench.result.LoadStep;
import metro.bench.result.Medians;
import metro.bench.result.Run;

/** Two runs side by side: what changed from one commit to the other. */
public final class Comparison {
  private Comparison() {}

  /** A Markdown page; changes are second over first. */
  public static String page(Run first, Run second) {
    List<String> lines = new ArrayList<>();
    lines.add("# %s and %s".formatted(first.environment().commit(), second.environment().commit()));
    lines.add("");
    if (!first.environment().processor().equals(second.environment().processor())
        || first.environment().cores() != second.environment().cores()) {
      lines.add("**Different machines: compare the ratios only.**");
      lines.add("");
    }
    ratios(lines, first, second);
    steps(lines, first, second);
    return String.join("\n", lines) + "\n";
  }

  private static void ratios(List<String> lines, Run first, Run second) {
    lines.add("| ratio to the same run's yardstick | bound | first | second |");
    lines.add("|---|---|---|---|");
    List<Ratio> before = Ratios.of(first);
    List<Ratio> after = Ratios.of(second);
    for (int i = 0; i < before.size(); i++) {
      lines.add(
          line(
              "| %s | %s | %.2f | %.2f |",
              before.get(i).promise(),
              before.get(i).bound(),
              before.get(i).median(),
              after.get(i).median()));
    }
    lines.add("");
  }

  private static void steps(List<String> lines, Run first, Run second) {
    lines.add("| step | figure | first | second | change |");
    lines.add("|---|---|---|---|---|");
    for (String name : first.loadNames()) {
      if (!second.load(name).isEmpty()) {
        add(lines, name, "ordered/s", first, second, LoadStep::orderedPerSecond);
        add(lines, name, "receipt p50, ms", first, second, s -> s.ordered().p50Ms());
        add(lines, name, "receipt p99, ms", first, second, s -> s.ordered().p99Ms());
        add(lines, name, "certificate p50, ms", first, second, s -> s.certified().p50Ms());
        add(lines, name, "certificate p99, ms", first, second, s -> s.certified().p99Ms());
        add(lines, name, "µs of processor each", first, second, Comparison::microsEach);
      }
    }
  }

  private static double microsEach(LoadStep step) {
    return step.processors() * 1e6 / Math.max(1, step.orderedPerSecond());
  }

  private static void add(
      List<String> lines,
      String step,
      String figure,
      Run first,
      Run second,
      ToDoubleFunction<LoadStep> value) {
    double before = Medians.of(first.load(step), value);
    double after = Medians.of(second.load(step), value);
    double change = 100 * (after / before - 1);
    lines.add(
        line(
            "| %s | %s | %s | %s | %+.1f %% |",
            step, figure, LineChart.number(before), LineChart.number(after), change));
  }

  @FormatMethod
  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
