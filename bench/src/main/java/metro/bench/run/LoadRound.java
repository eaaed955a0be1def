package metro.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import metro.bench.cluster.Cluster;
import metro.bench.cluster.ClusterPlan;
import metro.bench.load.CallLoad;
import metro.bench.load.Pace;
import metro.bench.load.StreamLoad;
import metro.bench.load.Traffic;
import metro.bench.result.LoadStep;
import metro.bench.result.Names;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.Recoveries;

/** All load steps on one committee, in the order they are run. */
final class LoadRound {
  /** Transfers in flight that saturate a committee. */
  static final int IN_FLIGHT = 4_096;

  /** Rollups followed for their certificates. */
  static final int FOLLOWED = 8;

  private static final int PAYLOADS_IN_FLIGHT = 1_024;
  private static final int PAYLOAD_BYTES = 8_300;
  private static final double MOST_PAYLOADS_PER_SECOND = 5_000;
  private static final double SUSTAINED_BYTES_PER_SECOND = 9e6;
  // Checked together, signatures cost less than what the bound takes them for.
  private static final double NAMED_MORE = 2;
  private static final double SPARE = 1.1;
  // A step too short to order anything still leads to a plan.
  private static final double LEAST_PER_SECOND = 20;
  private static final int HALF = 50;
  private static final List<Integer> OTHER_PERCENTS = List.of(25, 75, 90);
  private static final double CALLS_PER_SECOND = 200;
  private static final double BUNDLES_PER_SECOND = 50;
  private static final int LEGS = 3;

  private final Plan plan;
  private final Cluster cluster;
  private final Traffics traffics;
  private final int firstRepetition;
  private final Consumer<Yardstick> yardsticks;
  private final Steps steps;
  private double mostPerSecond;

  /**
   * A round.
   *
   * @param firstRepetition number of its first repetition
   * @param yardsticks takes what was measured between the steps
   */
  LoadRound(
      Plan plan,
      Cluster cluster,
      Traffics traffics,
      int firstRepetition,
      Consumer<Yardstick> yardsticks,
      PrintStream out) {
    this.plan = plan;
    this.cluster = cluster;
    this.traffics = traffics;
    this.firstRepetition = firstRepetition;
    this.yardsticks = yardsticks;
    this.steps = new Steps(cluster, plan.times(), out);
  }

  /** Measures everything. */
  List<LoadStep> run() throws IOException, InterruptedException {
    measureRecoveries(label("warming up", 0));
    transfers();
    named();
    payload();
    if (plan.full()) {
      saturate(traffics.erc20(), "ERC-20 calls, saturated");
      saturate(traffics.mixed(), "mixed calls, saturated");
      jsonRpc();
      bundles();
    }
    cluster.requireNoErrors();
    return steps.all();
  }

  private void transfers() throws IOException, InterruptedException {
    Traffic traffic = traffics.transfers();
    try (StreamLoad load = open(traffic)) {
      steps.warmUp(load, traffic, new Pace.Closed(IN_FLIGHT), mostPerSecond);
      for (int i = 0; i < plan.repeats().perRound(); i++) {
        besideRecoveries(load, traffic, label(Names.TRANSFERS, i), mostPerSecond);
      }
      double capacity = Math.max(LEAST_PER_SECOND, steps.orderedPerSecond(Names.TRANSFERS));
      for (int i = 0; i < plan.repeats().perRound(); i++) {
        open(load, traffic, label(Names.HALF, i), capacity * HALF / 100);
      }
      for (int percent : OTHER_PERCENTS) {
        open(load, traffic, label(Names.at(percent), 0), capacity * percent / 100);
      }
    }
  }

  /** Clients that say who signed. */
  private void named() throws IOException, InterruptedException {
    Traffic traffic = traffics.transfers();
    try (StreamLoad load = open(traffic, true)) {
      for (int i = 0; i < plan.repeats().perRound(); i++) {
        besideRecoveries(load, traffic, label(Names.NAMED, i), NAMED_MORE * mostPerSecond);
      }
    }
  }

  /** A saturated step with its bound; signing first gives members the time to come to rest. */
  private void besideRecoveries(StreamLoad load, Traffic traffic, Steps.Label label, double most)
      throws IOException, InterruptedException {
    steps.prepare(traffic, new Pace.Closed(IN_FLIGHT), plan.times().measured(), most);
    measureRecoveries(label);
    closed(load, traffic, label, IN_FLIGHT, most);
  }

  private void measureRecoveries(Steps.Label step) {
    double seconds = plan.times().measured().toMillis() / 4e3;
    double perCore = RecoveryRate.perCore(plan.seed(), seconds);
    String name = Recoveries.before(step.name());
    yardsticks.accept(new Yardstick(name, step.repetition(), perCore, "1/s"));
    // So many are signed before a step: more than a machine of varying speed will order.
    mostPerSecond = Math.max(mostPerSecond, RecoveryRate.most(perCore, plan.shape().members()));
  }

  private void payload() throws IOException, InterruptedException {
    Traffic traffic = traffics.payload();
    try (StreamLoad load = open(traffic)) {
      for (int i = 0; i < plan.repeats().perRound(); i++) {
        Steps.Label label = label(Names.PAYLOAD, i);
        closed(load, traffic, label, PAYLOADS_IN_FLIGHT, MOST_PAYLOADS_PER_SECOND);
      }
      double rate = SUSTAINED_BYTES_PER_SECOND / PAYLOAD_BYTES;
      Duration measured = plan.times().sustained();
      Steps.Label label = label(Names.SUSTAINED, 0);
      steps.stream(load, traffic, label, new Pace.Open(rate), measured, rate * SPARE);
    }
  }

  private void saturate(Traffic traffic, String name) throws IOException, InterruptedException {
    try (StreamLoad load = open(traffic)) {
      closed(load, traffic, label(name, 0), IN_FLIGHT, mostPerSecond);
    }
  }

  private void jsonRpc() throws IOException, InterruptedException {
    Traffic traffic = traffics.jsonRpc();
    Pace.Open pace = new Pace.Open(CALLS_PER_SECOND);
    try (CallLoad load = CallLoad.jsonRpc(cluster.leaderRpc(ClusterPlan.FIRST_ROLLUP), traffic)) {
      steps.calls(load, traffic, label("transfers, one call each", 0), pace, "JSON-RPC", 1);
    }
  }

  private void bundles() throws IOException, InterruptedException {
    Traffic traffic = traffics.bundles();
    Pace.Open pace = new Pace.Open(BUNDLES_PER_SECOND);
    try (CallLoad load = CallLoad.bundles(cluster.leader().grpcAddress(), traffic)) {
      steps.calls(load, traffic, label("bundles A, B, A", 0), pace, "gRPC unary", LEGS + 1);
    }
  }

  private StreamLoad open(Traffic traffic) throws IOException {
    return open(traffic, false);
  }

  private StreamLoad open(Traffic traffic, boolean namesSigners) throws IOException {
    String leader = cluster.leader().grpcAddress();
    return new StreamLoad(leader, traffic, namesSigners, cluster.rollups(FOLLOWED));
  }

  private void closed(
      StreamLoad load, Traffic traffic, Steps.Label label, int inFlight, double most)
      throws IOException, InterruptedException {
    Duration measured = plan.times().measured();
    steps.stream(load, traffic, label, new Pace.Closed(inFlight), measured, most);
  }

  private void open(StreamLoad load, Traffic traffic, Steps.Label label, double perSecond)
      throws IOException, InterruptedException {
    Duration measured = plan.times().measured();
    steps.stream(load, traffic, label, new Pace.Open(perSecond), measured, perSecond * SPARE);
  }

  private Steps.Label label(String name, int repetition) {
    return new Steps.Label(name, firstRepetition + repetition);
  }
}
