package metro.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metro.bench.cluster.Cluster;
import metro.bench.cluster.Member;
import metro.bench.cluster.StepMeter;
import metro.bench.load.CallLoad;
import metro.bench.load.Counts;
import metro.bench.load.Pace;
import metro.bench.load.StreamLoad;
import metro.bench.load.Traffic;
import metro.bench.load.Window;
import metro.bench.result.LoadStep;
import metro.bench.result.Medians;

/** Runs steps on one committee and keeps what they measured. */
final class Steps {
  private static final String STREAM = "gRPC stream";
  private static final double SMALL_BLOCKS_PER_SECOND = 100;

  private final Cluster cluster;
  private final Plan.Times times;
  private final PrintStream out;
  private final List<LoadStep> all = new ArrayList<>();

  Steps(Cluster cluster, Plan.Times times, PrintStream out) {
    this.cluster = cluster;
    this.times = times;
    this.out = out;
  }

  List<LoadStep> all() {
    return all;
  }

  /** The median of what steps of this name ordered per second. */
  double orderedPerSecond(String name) {
    return Medians.of(
        all.stream().filter(s -> s.name().equals(name)).toList(), LoadStep::orderedPerSecond);
  }

  /**
   * Runs without looking, so that the compiler has done its work: half the time saturated, for what
   * is done for each transaction, and half with many small blocks, for what is done for each block.
   */
  void warmUp(StreamLoad load, Traffic traffic, Pace saturating, double mostPerSecond)
      throws IOException, InterruptedException {
    Duration half = times.warmUp().dividedBy(2);
    long signed = (long) ((mostPerSecond + SMALL_BLOCKS_PER_SECOND) * half.toMillis() / 1e3);
    traffic.prepare(signed + saturating.atOnce());
    out.println("  warming up");
    load.run(saturating, Window.now(half, Duration.ZERO));
    load.run(new Pace.Open(SMALL_BLOCKS_PER_SECOND), Window.now(half, Duration.ZERO));
  }

  /**
   * One step over streams.
   *
   * @param mostPerSecond transactions per second that will not be exceeded: so many are signed
   *     before
   */
  void stream(
      StreamLoad load,
      Traffic traffic,
      Label label,
      Pace pace,
      Duration measured,
      double mostPerSecond)
      throws IOException, InterruptedException {
    prepare(traffic, pace, measured, mostPerSecond);
    Member leader = cluster.leader();
    Window window = Window.now(times.warm(), measured);
    StepMeter meter = StepMeter.of(cluster, leader, window);
    Counts counts = load.run(pace, window);
    double offered = pace instanceof Pace.Open open ? open.perSecond() : 0;
    add(
        meter.step(
            label.name(), label.repetition(), traffic.mix().label(), STREAM, offered, counts));
  }

  /** Signs what {@link #stream} will send; that finds it done then. */
  void prepare(Traffic traffic, Pace pace, Duration measured, double mostPerSecond) {
    traffic.prepare((long) (mostPerSecond * seconds(measured)) + pace.atOnce());
  }

  /** One step with a call for each transaction or bundle of {@code signatures}. */
  void calls(
      CallLoad load, Traffic traffic, Label label, Pace.Open pace, String way, int signatures)
      throws IOException, InterruptedException {
    traffic.prepare((long) (signatures * pace.perSecond() * seconds(times.measured())));
    Member leader = cluster.leader();
    Window window = Window.now(times.warm(), times.measured());
    StepMeter meter = StepMeter.of(cluster, leader, window);
    Counts counts = load.run(pace, window);
    add(
        meter.step(
            label.name(),
            label.repetition(),
            traffic.mix().label(),
            way,
            pace.perSecond(),
            counts));
  }

  /**
   * What a step is called.
   *
   * @param name the same for all repetitions
   * @param repetition from 1
   */
  record Label(String name, int repetition) {}

  private double seconds(Duration measured) {
    return times.warm().plus(measured).toMillis() / 1e3;
  }

  private void add(LoadStep step) {
    all.add(step);
    out.printf(
        "  %-32s #%d %,8.0f/s offered %,8.0f/s ordered, %5.1f MB/s, receipt %6.1f / %6.1f ms,"
            + " certificate %6.1f / %6.1f ms (p50 / p99)%s%n",
        step.name(),
        step.repetition(),
        step.offeredPerSecond(),
        step.orderedPerSecond(),
        step.payloadPerSecond() / 1e6,
        step.ordered().p50Ms(),
        step.ordered().p99Ms(),
        step.certified().p50Ms(),
        step.certified().p99Ms(),
        step.refused().isEmpty() ? "" : ", refused " + step.refused());
  }
}
