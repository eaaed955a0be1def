package metro.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import metro.bench.bareevm.BareEvm;
import metro.bench.cluster.Cluster;
import metro.bench.cluster.ClusterPlan;
import metro.bench.cluster.RollupProcess;
import metro.bench.load.Mix;
import metro.bench.load.Pace;
import metro.bench.load.StreamLoad;
import metro.bench.load.Traffic;
import metro.bench.result.CatchUp;
import metro.bench.result.LoadStep;
import metro.bench.result.Names;
import metro.bench.result.RollupRun;
import metro.cli.config.ConfigException;
import metro.node.store.Directories;

/**
 * Lets a committee order transfers of one rollup as fast as it can, and afterwards fresh rollup
 * nodes execute them: from the committee, beside the bare EVM with the same blocks, and from the DA
 * layer when the committee is gone.
 */
public final class CatchUpRun {
  private static final double RECOVERY_SECONDS = 1;
  private static final int FOLLOWED = 1;

  private final CatchUpPlan plan;
  private final Path work;
  private final PrintStream out;
  private final List<CatchUp> catchUps = new ArrayList<>();

  /** A run that works in {@code work} and tells {@code out} how it goes. */
  public CatchUpRun(CatchUpPlan plan, Path work, PrintStream out) {
    this.plan = plan;
    this.work = work;
    this.out = out;
  }

  /** Measures everything; what the processes wrote is removed as they end well. */
  public RollupRun run() throws IOException, ConfigException, InterruptedException {
    var environment = Machine.describe();
    Plan.Shape shape = plan.load().shape();
    Traffic traffic =
        new Traffic(
            new Traffic.Plan(
                Mix.TRANSFERS,
                List.of(ClusterPlan.FIRST_ROLLUP),
                shape.senders(),
                0,
                shape.streams(),
                plan.load().seed()));
    ClusterPlan cluster =
        new ClusterPlan(
            work.resolve("committee"),
            shape.members(),
            1,
            1,
            false,
            traffic.addresses(),
            shape.memberHeap(),
            plan.daBlock().toMillis());
    out.printf("starting %d members%n", shape.members());
    List<LoadStep> live;
    try (Cluster running = Cluster.start(cluster)) {
      live = order(running, traffic);
      long ordered = running.ordered();
      for (int i = 1; i <= plan.repeats(); i++) {
        softAndBare(running, ordered, i);
      }
      out.println("waiting until all is posted");
      running.awaitPosted();
      running.requireNoErrors();
      running.killMembers();
      for (int i = 1; i <= plan.repeats(); i++) {
        Path directory = work.resolve("da-" + i);
        catchUp(running, RollupProcess.Source.DA_LAYER, directory, ordered, i);
        Directories.delete(directory);
      }
    }
    Directories.delete(work.resolve("committee"));
    return new RollupRun(environment, shape.members(), live, catchUps);
  }

  /** The steps, whose rate is the live rate; what warms up before them is ordered as well. */
  private List<LoadStep> order(Cluster cluster, Traffic traffic)
      throws IOException, InterruptedException {
    double perCore = RecoveryRate.perCore(plan.load().seed(), RECOVERY_SECONDS);
    double most = RecoveryRate.most(perCore, plan.load().shape().members());
    Steps steps = new Steps(cluster, plan.load().times(), out);
    Pace pace = new Pace.Closed(plan.inFlight());
    String leader = cluster.leader().grpcAddress();
    try (StreamLoad load = new StreamLoad(leader, traffic, false, cluster.rollups(FOLLOWED))) {
      steps.warmUp(load, traffic, pace, most);
      for (int i = 1; i == 1 || cluster.ordered() < plan.transfers(); i++) {
        Steps.Label label = new Steps.Label(Names.TRANSFERS, i);
        steps.stream(load, traffic, label, pace, plan.load().times().measured(), most);
      }
    }
    return steps.all();
  }

  /** The bare loop runs right after the node, with the node's blocks, in the same minute. */
  private void softAndBare(Cluster cluster, long ordered, int repetition) throws IOException {
    Path directory = work.resolve("soft-" + repetition);
    Path data = catchUp(cluster, RollupProcess.Source.COMMITTEE, directory, ordered, repetition);
    Path bare = Files.createDirectories(work.resolve("bare-" + repetition));
    Path config = cluster.rollupConfig();
    note(BareEvm.measure(config, data, bare, RollupProcess.HEAP, repetition));
    Directories.delete(bare);
    Directories.delete(directory);
  }

  /** One fresh node, ended when it is there; its data folder. */
  private Path catchUp(
      Cluster cluster, RollupProcess.Source source, Path directory, long ordered, int repetition)
      throws IOException {
    boolean fromDa = source == RollupProcess.Source.DA_LAYER;
    try (RollupProcess node = cluster.startNode(source, directory)) {
      CatchUpWatch watch = new CatchUpWatch(node, ordered, fromDa);
      note(watch.run(fromDa ? CatchUp.DA : CatchUp.SOFT, repetition));
      return node.data();
    }
  }

  private void note(CatchUp it) {
    catchUps.add(it);
    out.printf(
        "%-32s #%d %,9d transactions in %,4d blocks: %,8.0f/s, the last half %,8.0f/s, %5.1f µs of"
            + " processor time each%n",
        it.name(),
        it.repetition(),
        it.transactions(),
        it.blocks(),
        it.perSecond(),
        it.laterPerSecond(),
        it.processorMicros());
  }
}
