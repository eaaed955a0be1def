package metro.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import metro.bench.cluster.Cluster;
import metro.bench.cluster.ClusterPlan;
import metro.bench.rawlog.RawLog;
import metro.bench.rawlog.RawStepPlan;
import metro.bench.result.LoadStep;
import metro.bench.result.Names;
import metro.bench.result.RawLogStep;
import metro.bench.result.Run;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.Etcd;
import metro.bench.yardstick.Fsyncs;
import metro.bench.yardstick.StoreRows;
import metro.cli.config.ConfigException;
import metro.node.store.Directories;

/** One whole run: committee and yardsticks in turn, on the same machine, in the same minutes. */
public final class BenchRun {
  private static final String WARM_UP = "warm-up";
  private static final String RAW_HEAP = "1g";
  private static final int LIKE_PIPELINE = 4;
  private static final int OPEN_OUTSTANDING = 64;
  private static final int REFERENCE_BYTES = 64 << 10;
  private static final int REFERENCE_OUTSTANDING = 8;

  private final Plan plan;
  private final Path work;
  private final PrintStream out;
  private final List<LoadStep> load = new ArrayList<>();
  private final List<RawLogStep> rawLog = new ArrayList<>();
  private final List<Yardstick> yardsticks = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /** A run that works in {@code work} and tells {@code out} how it goes. */
  public BenchRun(Plan plan, Path work, PrintStream out) {
    this.plan = plan;
    this.work = work;
    this.out = out;
  }

  /** Measures everything; what the processes wrote is removed as they end well. */
  public Run run() throws IOException, ConfigException, InterruptedException {
    var environment = Machine.describe();
    for (int round = 0; round < plan.repeats().rounds(); round++) {
      out.printf("round %d of %d%n", round + 1, plan.repeats().rounds());
      round(round);
    }
    return new Run(environment, plan.shape().members(), load, rawLog, yardsticks, skipped);
  }

  private void round(int round) throws IOException, ConfigException, InterruptedException {
    Path directory = Files.createDirectories(work.resolve("round-" + (round + 1)));
    int firstRepetition = round * plan.repeats().perRound() + 1;
    List<LoadStep> steps = committee(directory.resolve("committee"), firstRepetition);
    load.addAll(steps);
    rawLog(directory, steps, firstRepetition);
    storeRows(directory, firstRepetition);
    fsyncs(directory, steps, firstRepetition);
    etcd(directory, steps, round + 1);
    Directories.delete(directory);
  }

  private List<LoadStep> committee(Path directory, int firstRepetition)
      throws IOException, ConfigException, InterruptedException {
    Plan.Shape shape = plan.shape();
    Traffics traffics = new Traffics(plan, shape.chains());
    ClusterPlan cluster = shape.cluster(directory, traffics.senders(), ClusterPlan.DA_BLOCK_MS);
    out.printf("  starting %d members%n", shape.members());
    try (Cluster running = Cluster.start(cluster)) {
      return new LoadRound(plan, running, traffics, firstRepetition, this::note, out).run();
    }
  }

  private void rawLog(Path directory, List<LoadStep> steps, int firstRepetition)
      throws IOException, ConfigException {
    rawLog(directory.resolve("raw-log"), true, steps, firstRepetition);
    if (plan.full()) {
      rawLog(directory.resolve("raw-log-plain"), false, steps, firstRepetition);
    }
  }

  private void rawLog(Path directory, boolean tls, List<LoadStep> steps, int firstRepetition)
      throws IOException, ConfigException {
    List<RawStepPlan> plans = new ArrayList<>();
    double warm = plan.times().warm().toMillis() / 1e3;
    plans.add(new RawStepPlan(WARM_UP, 1, REFERENCE_BYTES, LIKE_PIPELINE, 0, warm, 2 * seconds()));
    for (int i = 0; i < plan.repeats().perRound(); i++) {
      int repetition = firstRepetition + i;
      LoadStep half = step(steps, Names.HALF, repetition);
      plans.add(
          new RawStepPlan(
              Names.RAW_HALF,
              repetition,
              entryBytes(half),
              OPEN_OUTSTANDING,
              Math.max(1, half.entriesPerSecond()),
              warm,
              seconds()));
      plans.add(saturated(Names.RAW_TRANSFERS, step(steps, Names.TRANSFERS, repetition)));
      plans.add(saturated(Names.RAW_PAYLOAD, step(steps, Names.PAYLOAD, repetition)));
    }
    plans.add(
        new RawStepPlan(
            "64 KiB, 8 at once",
            firstRepetition,
            REFERENCE_BYTES,
            REFERENCE_OUTSTANDING,
            0,
            warm,
            seconds()));
    out.println("  bare log" + (tls ? "" : " without TLS"));
    for (RawLogStep step :
        RawLog.measure(directory, plan.shape().members(), RAW_HEAP, tls, plans)) {
      if (!step.name().equals(WARM_UP)) {
        rawLog.add(step);
        out.printf(
            "  %-32s #%d %,9d bytes %,7.0f entries/s %6.1f MB/s, commit %6.2f / %6.2f ms%n",
            step.name(),
            step.repetition(),
            step.entryBytes(),
            step.entriesPerSecond(),
            step.bytesPerSecond() / 1e6,
            step.commit().p50Ms(),
            step.commit().p99Ms());
      }
    }
  }

  private RawStepPlan saturated(String name, LoadStep like) {
    double warm = plan.times().warm().toMillis() / 1e3;
    return new RawStepPlan(
        name, like.repetition(), entryBytes(like), LIKE_PIPELINE, 0, warm, seconds());
  }

  private static LoadStep step(List<LoadStep> steps, String name, int repetition) {
    return steps.stream()
        .filter(s -> s.name().equals(name) && s.repetition() == repetition)
        .findFirst()
        .orElseThrow();
  }

  private void storeRows(Path directory, int firstRepetition) {
    int blocks = (int) Math.ceil(4 * seconds());
    for (int i = 0; i < plan.repeats().perRound(); i++) {
      Path store = directory.resolve("store-" + i);
      int rollups = plan.shape().rollups();
      int senders = plan.shape().senders();
      StoreRows.Size size = new StoreRows.Size(senders, senders, rollups, blocks);
      StoreRows.measure(store, size, firstRepetition + i, plan.seed()).forEach(this::note);
    }
  }

  private void fsyncs(Path directory, List<LoadStep> steps, int firstRepetition)
      throws IOException {
    for (String name : List.of(Names.HALF, Names.TRANSFERS, Names.PAYLOAD)) {
      int bytes = entryBytes(step(steps, name, firstRepetition));
      Fsyncs.measure(directory, bytes, firstRepetition, seconds() / 4).forEach(this::note);
    }
  }

  private void etcd(Path directory, List<LoadStep> steps, int round)
      throws IOException, InterruptedException {
    if (Etcd.isInstalled()) {
      int bytes = entryBytes(step(steps, Names.HALF, steps.getFirst().repetition()));
      Etcd.measure(directory.resolve("etcd"), bytes, round, seconds()).forEach(this::note);
    } else if (round == 1) {
      String why = "etcd: not installed here (Debian: etcd-server); its yardstick is missing";
      skipped.add(why);
      out.println("  SKIPPED " + why);
    }
  }

  private static int entryBytes(LoadStep step) {
    return Math.max(1, (int) step.bytesPerEntry());
  }

  private void note(Yardstick yardstick) {
    yardsticks.add(yardstick);
    out.printf(
        "  %-58s #%d %,12.2f %s%n",
        yardstick.name(), yardstick.repetition(), yardstick.value(), yardstick.unit());
  }

  private double seconds() {
    return plan.times().measured().toMillis() / 1e3;
  }
}
