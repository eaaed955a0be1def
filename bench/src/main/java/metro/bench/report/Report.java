package metro.bench.report;

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
    Files.writeString(directory.resolve(PAGE), new Report(run).text());
  }

  /** The page's text. */
  static String page(Run run) {
    return new Report(run).text();
  }

  private String text() {
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
    page.say("# How fast %d members are", run.members());
    page.say("");
    page.environment(run.environment());
    page.say("Latency counts from the instant a transaction was meant to be sent.");
    page.say("");
  }

  private void ratios() {
    page.promises(Ratios.of(run));
    page.say("Signature bound: %s transfers/s.", LineChart.number(Ratios.signatureBound(run)));
    page.say("");
  }

  private void load() {
    page.say("## Throughput");
    page.say("");
    page.say("![ordered over offered](throughput.svg)");
    page.say("");
    page.say(
        "| step | way | offered/s | ordered/s | payload MB/s | entries/s | bytes per entry |"
            + " processors | refused |");
    page.say("|---|---|---|---|---|---|---|---|---|");
    for (String name : run.loadNames()) {
      List<LoadStep> all = run.load(name);
      page.say(
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
    page.say("");
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
    page.say("## Latency");
    page.say("");
    page.say("![latency over load](latency.svg)");
    page.say("");
    page.say("![latency by percentile](percentiles.svg)");
    page.say("");
    page.say("| step | receipt p50 | p90 | p99 | p99.9 | certificate p50 | p90 | p99 | p99.9 |");
    page.say("|---|---|---|---|---|---|---|---|---|");
    for (String name : run.loadNames()) {
      List<LoadStep> all = run.load(name);
      if (all.getFirst().offeredPerSecond() > 0) {
        page.say(
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
    page.say("");
    page.say("Milliseconds; 0.0 for certificates: this way in does not tell the height.");
    page.say("");
  }

  private void rawLog() {
    page.say("## The bare log");
    page.say("");
    page.say(
        "| entries | transport | bytes | at once | offered/s | entries/s | MB/s | p50 | p99 |");
    page.say("|---|---|---|---|---|---|---|---|---|");
    List<String> seen = new ArrayList<>();
    for (RawLogStep first : run.rawLog()) {
      String key = first.name() + " | " + first.transport();
      if (!seen.contains(key)) {
        seen.add(key);
        rawLog(key);
      }
    }
    page.say("");
  }

  private void rawLog(String key) {
    List<RawLogStep> all =
        run.rawLog().stream().filter(r -> (r.name() + " | " + r.transport()).equals(key)).toList();
    page.say(
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
    page.say("## Yardsticks of this machine");
    page.say("");
    page.yardsticks(run.yardsticks());
  }

  private void stages() {
    page.say("## Processor time by stage");
    page.say("");
    page.say("![processor time](processors.svg)");
    page.say("");
    for (String name : List.of(Names.TRANSFERS, Names.PAYLOAD)) {
      run.load(name).stream().findFirst().ifPresent(this::stages);
    }
  }

  private void stages(LoadStep step) {
    page.say("%s, µs per transaction, first repetition:", step.name());
    page.say("");
    page.say("| process | in all | stages |");
    page.say("|---|---|---|");
    step.use()
        .forEach((process, use) -> page.stages(process, Charts.microsPerTransaction(step, use)));
    page.say("");
  }

  private void bytes() {
    page.say("## Bytes per byte of payload");
    page.say("");
    page.say("![bytes](bytes.svg)");
    page.say("");
  }

  private void skipped() {
    if (!run.skipped().isEmpty()) {
      page.say("## Not measured");
      page.say("");
      run.skipped().forEach(s -> page.say("- %s", s));
    }
  }
}
