package metro.bench.report;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metro.bench.result.LoadStep;
import metro.bench.result.Medians;
import metro.bench.result.Names;
import metro.bench.result.RawLogStep;
import metro.bench.result.Run;
import metro.bench.result.Yardstick;

/** A run as one Markdown page with pictures. Every ratio is made of figures of that run alone. */
public final class Report {
  /** Name of the page. */
  public static final String PAGE = "report.md";

  private final Run run;
  private final Page page = new Page();

  private Report(Run run) {
    this.run = run;
  }

  /** Writes page and pictures into {@code directory}. */
  public static void write(Run run, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, String> picture : Charts.of(run).entrySet()) {
      Files.writeString(directory.resolve(picture.getKey()), picture.getValue());
    }
    Files.writeString(directory.resolve(PAGE), new Report(run).page());
  }

  /** The page's text. */
  static String page(Run run) {
    return new Report(run).page();
  }

  private String page() {
    environment();
    ratios();
    load();
    latency();
    rawLog();
    yardsticks();
    stages();
    bytes();
    skipped();
    return page.toString();
  }

  private void environment() {
    say("# How fast %d members are", run.members());
    say("");
    page.environment(run.environment());
    say("All processes, the load generator and the DA layer included, share this machine.");
    say("Latency counts from the instant a transaction was meant to be sent.");
    say("");
  }

  private void ratios() {
    page.promises(Ratios.of(run));
    say("Signature bound: %s transfers/s.", LineChart.number(Ratios.signatureBound(run)));
    say("");
  }

  private void load() {
    say("## Throughput");
    say("");
    say("![ordered over offered](throughput.svg)");
    say("");
    say(
        "| step | way | offered/s | ordered/s | payload MB/s | entries/s | bytes per entry |"
            + " processors | refused |");
    say("|---|---|---|---|---|---|---|---|---|");
    for (String name : run.loadNames()) {
      List<LoadStep> all = run.load(name);
      say(
          "| %s (%d×) | %s | %s | %,.0f | %.2f | %,.0f | %,.0f | %.2f | %s |",
          name,
          all.size(),
          all.getFirst().way(),
          offered(all),
          Medians.of(all, LoadStep::orderedPerSecond),
          Medians.of(all, s -> s.payloadPerSecond() / 1e6),
          Medians.of(all, LoadStep::entriesPerSecond),
          Medians.of(all, LoadStep::bytesPerEntry),
          Medians.of(all, LoadStep::processors),
          refused(all));
    }
    say("");
  }

  private static String offered(List<LoadStep> all) {
    double offered = Medians.of(all, LoadStep::offeredPerSecond);
    return offered == 0 ? "as many as go" : "%,.0f".formatted(offered);
  }

  private static String refused(List<LoadStep> all) {
    Map<String, Long> sums = new TreeMap<>();
    all.forEach(s -> s.refused().forEach((reason, n) -> sums.merge(reason, n, Long::sum)));
    return sums.isEmpty() ? "none" : sums.toString();
  }

  private void latency() {
    say("## Latency");
    say("");
    say("![latency over load](latency.svg)");
    say("");
    say("![latency by percentile](percentiles.svg)");
    say("");
    say("| step | receipt p50 | p90 | p99 | p99.9 | certificate p50 | p90 | p99 | p99.9 |");
    say("|---|---|---|---|---|---|---|---|---|");
    for (String name : run.loadNames()) {
      List<LoadStep> all = run.load(name);
      if (all.getFirst().offeredPerSecond() > 0) {
        say(
            "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |",
            name,
            Medians.of(all, s -> s.ordered().p50Ms()),
            Medians.of(all, s -> s.ordered().p90Ms()),
            Medians.of(all, s -> s.ordered().p99Ms()),
            Medians.of(all, s -> s.ordered().p999Ms()),
            Medians.of(all, s -> s.certified().p50Ms()),
            Medians.of(all, s -> s.certified().p90Ms()),
            Medians.of(all, s -> s.certified().p99Ms()),
            Medians.of(all, s -> s.certified().p999Ms()));
      }
    }
    say("");
    say("Milliseconds; 0.0 for certificates: this way in does not tell the height.");
    say("");
  }

  private void rawLog() {
    say("## The bare log");
    say("");
    say("| entries | transport | bytes | at once | offered/s | entries/s | MB/s | p50 | p99 |");
    say("|---|---|---|---|---|---|---|---|---|");
    List<String> seen = new ArrayList<>();
    for (RawLogStep first : run.rawLog()) {
      String key = first.name() + " | " + first.transport();
      if (!seen.contains(key)) {
        seen.add(key);
        rawLog(key);
      }
    }
    say("");
  }

  private void rawLog(String key) {
    List<RawLogStep> all =
        run.rawLog().stream().filter(r -> (r.name() + " | " + r.transport()).equals(key)).toList();
    say(
        "| %s | %,.0f | %d | %s | %,.0f | %.1f | %.2f | %.2f |",
        key,
        Medians.of(all, RawLogStep::entryBytes),
        all.getFirst().outstanding(),
        all.getFirst().offeredPerSecond() > 0
            ? "%,.0f".formatted(Medians.of(all, RawLogStep::offeredPerSecond))
            : "as many as go",
        Medians.of(all, RawLogStep::entriesPerSecond),
        Medians.of(all, r -> r.bytesPerSecond() / 1e6),
        Medians.of(all, r -> r.commit().p50Ms()),
        Medians.of(all, r -> r.commit().p99Ms()));
  }

  private void yardsticks() {
    say("## Yardsticks of this machine");
    say("");
    say("| what | median | of |");
    say("|---|---|---|");
    for (String name : run.yardsticks().stream().map(Yardstick::name).distinct().toList()) {
      List<Yardstick> all = run.yardstick(name);
      String value = LineChart.number(Medians.of(all, Yardstick::value));
      say("| %s | %s %s | %d |", name, value, all.getFirst().unit(), all.size());
    }
    say("");
  }

  private void stages() {
    say("## Processor time by stage");
    say("");
    say("![processor time](processors.svg)");
    say("");
    for (String name : List.of(Names.TRANSFERS, Names.PAYLOAD)) {
      run.load(name).stream().findFirst().ifPresent(this::stages);
    }
  }

  private void stages(LoadStep step) {
    say("%s, µs per transaction, first repetition:", step.name());
    say("");
    say("| process | in all | stages |");
    say("|---|---|---|");
    step.use()
        .forEach((process, use) -> page.stages(process, Charts.microsPerTransaction(step, use)));
    say("");
  }

  private void bytes() {
    say("## Bytes per byte of payload");
    say("");
    say("![bytes](bytes.svg)");
    say("");
  }

  private void skipped() {
    if (!run.skipped().isEmpty()) {
      say("## Not measured");
      say("");
      run.skipped().forEach(s -> say("- %s", s));
    }
  }

  @FormatMethod
  private void say(String format, Object... values) {
    page.say(format, values);
  }
}
