package metro.bench.report;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;
import metro.bench.result.Environment;
import metro.bench.result.Medians;
import metro.bench.result.Yardstick;

/** A Markdown page, line by line. */
final class Page {
  private final StringBuilder out = new StringBuilder();

  /** One line. */
  @FormatMethod
  void say(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Where the run was made. */
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

  /** Everything said so far. */
  String text() {
    return out.toString();
  }
}
