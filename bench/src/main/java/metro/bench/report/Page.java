package metro.bench.report;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import metro.bench.result.Environment;
import metro.bench.result.Medians;
import metro.bench.result.Yardstick;

/** A Markdown page while it is written, and what all pages have. */
final class Page {
  private static final double LEAST_SHOWN = 0.1;

  private final StringBuilder out = new StringBuilder();

  /** Adds a line. */
  @FormatMethod
  void say(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Says where the run was made. */
  void environment(Environment e) {
    say("| | |");
    say("|---|---|");
    say("| commit | %s |", e.commit());
    say("| begun | %s |", e.date());
    say("| machine | %d × %s, %d GiB |", e.cores(), e.processor(), e.memoryBytes() >> 30);
    say("| kernel, Java | %s, %s |", e.kernel(), e.java());
    say("| load average before | %.2f |", e.loadBefore());
    say("");
    say("All processes, the load generator and the DA layer included, share this machine.");
  }

  /** One row for each, medians over repetitions. */
  void yardsticks(List<Yardstick> yardsticks) {
    say("| what | median | of |");
    say("|---|---|---|");
    for (String name : yardsticks.stream().map(Yardstick::name).distinct().toList()) {
      List<Yardstick> all = yardsticks.stream().filter(y -> y.name().equals(name)).toList();
      String value = LineChart.number(Medians.of(all, Yardstick::value));
      say("| %s | %s %s | %d |", name, value, all.getFirst().unit(), all.size());
    }
    say("");
  }

  /** Judges promises. */
  void promises(List<Ratio> ratios) {
    say("## Promises");
    say("");
    say("| promise | ratio | bound | median | of | verdict |");
    say("|---|---|---|---|---|---|");
    for (Ratio r : ratios) {
      say(
          "| %s | %s | %s | %.2f | %d | %s |",
          r.promise(), r.formula(), r.bound(), r.median(), r.values().size(), r.verdict());
    }
    say("");
  }

  /** One process' row: the sum of its stages, then each, the largest first. */
  void stages(String process, Map<String, Double> micros) {
    List<String> sorted =
        micros.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .filter(e -> e.getValue() >= LEAST_SHOWN)
            .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue()))
            .toList();
    double sum = micros.values().stream().mapToDouble(Double::doubleValue).sum();
    say("| %s | %.1f | %s |", process, sum, String.join(", ", sorted));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
