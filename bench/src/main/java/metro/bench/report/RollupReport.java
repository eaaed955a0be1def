package metro.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import metro.bench.result.CatchUp;
import metro.bench.result.LoadStep;
import metro.bench.result.Medians;
import metro.bench.result.RollupRun;

/** A run of rollup nodes as one Markdown page. */
public final class RollupReport {
  /** Name of the page. */
  public static final String PAGE = "rollup.md";

  private static final double OF_BARE = 0.7;
  private static final double OF_LIVE = 10;

  private final RollupRun run;
  private final Page page = new Page();

  private RollupReport(RollupRun run) {
    this.run = run;
  }

  /** Writes the page into {@code directory}. */
  public static void write(RollupRun run, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(PAGE), page(run));
  }

  /** The page's text. */
  static String page(RollupRun run) {
    return new RollupReport(run).page();
  }

  private String page() {
    page.say("# How fast a rollup node catches up");
    page.say("");
    page.environment(run.environment());
    page.promises(
        List.of(
            ofBare("rollup node against the bare EVM loop", CatchUp::perSecond),
            ofBare("the same, last half of the transactions", CatchUp::laterPerSecond),
            ofLive("catching up from the DA layer", CatchUp::perSecond),
            ofLive("the same, last half of the transactions", CatchUp::laterPerSecond),
            ofLive("the same, from when the process was ready", CatchUp::perSecondSinceReady)));
    figures();
    stages();
    return page.toString();
  }

  private Ratio ofBare(String promise, ToDoubleFunction<CatchUp> rate) {
    List<CatchUp> soft = run.catchUps(CatchUp.SOFT);
    List<CatchUp> bare = run.catchUps(CatchUp.BARE);
    List<Double> values =
        IntStream.range(0, Math.min(soft.size(), bare.size()))
            .mapToObj(i -> rate.applyAsDouble(soft.get(i)) / rate.applyAsDouble(bare.get(i)))
            .toList();
    return new Ratio(
        promise, "node's transactions/s ÷ bare loop's, same blocks", values, OF_BARE, true);
  }

  private Ratio ofLive(String promise, ToDoubleFunction<CatchUp> rate) {
    List<Double> values =
        run.catchUps(CatchUp.DA).stream()
            .map(c -> rate.applyAsDouble(c) / run.livePerSecond())
            .toList();
    return new Ratio(promise, "node's transactions/s ÷ ordered/s", values, OF_LIVE, true);
  }

  private void figures() {
    page.say("## Transactions a second");
    page.say("");
    page.say("| who | all | last half | from ready | processors | µs of processor each | of |");
    page.say("|---|---|---|---|---|---|---|");
    page.say(
        "| committee of %d, ordering, saturated | %,.0f | | | %.2f | %.1f | %d |",
        run.members(),
        run.livePerSecond(),
        Medians.of(run.live(), LoadStep::processors),
        Medians.of(run.live(), s -> s.processors() * 1e6 / s.orderedPerSecond()),
        run.live().size());
    for (String name : names()) {
      List<CatchUp> all = run.catchUps(name);
      page.say(
          "| %s | %,.0f | %,.0f | %,.0f | %.2f | %.1f | %d |",
          name,
          Medians.of(all, CatchUp::perSecond),
          Medians.of(all, CatchUp::laterPerSecond),
          Medians.of(all, CatchUp::perSecondSinceReady),
          Medians.of(all, c -> c.use().seconds() / c.readySeconds()),
          Medians.of(all, CatchUp::processorMicros),
          all.size());
    }
    page.say("");
    run.catchUps().stream()
        .findFirst()
        .ifPresent(c ->
            page.say(
                "%,d transfers in %,d blocks. A node's clock starts with its first block, not with"
                    + " its JVM; it has all the blocks of the committee or of the DA layer before"
                    + " it. The committee and the bare loop are measured with members running, the"
                    + " DA layer's reader without. Senders are recovered and everything is written"
                    + " in all of them.",
                c.transactions(), c.blocks()));
    page.say("");
  }

  private List<String> names() {
    return run.catchUps().stream().map(CatchUp::name).distinct().toList();
  }

  private void stages() {
    page.say("## Processor time by stage");
    page.say("");
    page.say("µs for each transaction, first repetition:");
    page.say("");
    page.say("| process | in all | stages |");
    page.say("|---|---|---|");
    for (String name : names()) {
      CatchUp first = run.catchUps(name).getFirst();
      Map<String, Double> micros = new TreeMap<>();
      first
          .use()
          .stageSeconds()
          .forEach((stage, seconds) -> micros.put(stage, seconds * 1e6 / first.transactions()));
      page.stages(name, micros);
    }
    page.say("");
  }
}
