package metro.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.bench.cluster.Cluster;
import metro.bench.cluster.ClusterPlan;
import metro.bench.cluster.Member;
import metro.bench.cluster.MemoryWatch;
import metro.bench.load.Mix;
import metro.bench.load.Pace;
import metro.bench.load.StreamLoad;
import metro.bench.load.Traffic;
import metro.bench.load.Window;
import metro.bench.result.Environment;
import metro.bench.result.LiveHeap;
import metro.bench.result.MemberMemory;
import metro.bench.result.Soak;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.ApplyAllocation;
import metro.cli.config.ConfigException;
import metro.node.store.Directories;

/** One committee, saturated for long, and what that does to its members' memory. */
public final class SoakRun {
  private final SoakPlan plan;
  private final Path work;
  private final PrintStream out;
  private Optional<String> failure = Optional.empty();
  private double loadSeconds;

  /** A run that works in {@code work} and tells {@code out} how it goes. */
  public SoakRun(SoakPlan plan, Path work, PrintStream out) {
    this.plan = plan;
    this.work = work;
    this.out = out;
  }

  /** Measures everything; what the processes wrote is removed unless something failed. */
  public Soak run() throws IOException, ConfigException, InterruptedException {
    Environment environment = Machine.describe();
    out.println("applying alone");
    List<Yardstick> allocation =
        ApplyAllocation.measure(work.resolve("store"), plan.applied(), plan.seed());
    Soak soak = committee(environment, allocation);
    if (failure.isEmpty()) {
      Directories.delete(work);
    }
    return soak;
  }

  private Soak committee(Environment environment, List<Yardstick> allocation)
      throws IOException, ConfigException, InterruptedException {
    Plan.Shape shape = plan.shape();
    Traffic traffic =
        new Traffic(
            new Traffic.Plan(
                Mix.TRANSFERS, shape.chains(), shape.senders(), 0, shape.streams(), plan.seed()));
    traffic.signOnTheWay();
    ClusterPlan committee =
        shape.cluster(work.resolve("committee"), traffic.addresses(), ClusterPlan.DA_BLOCK_MS);
    out.printf("starting %d members%n", shape.members());
    try (Cluster cluster = Cluster.start(committee)) {
      Map<String, LiveHeap> before = liveHeaps(cluster);
      String leader = cluster.leader().grpcAddress();
      try (StreamLoad load =
          new StreamLoad(leader, traffic, false, cluster.rollups(LoadRound.FOLLOWED))) {
        out.printf("load for %d s%n", plan.load().toSeconds());
        MemoryWatch watch = load(cluster, load);
        List<MemberMemory> members = new ArrayList<>();
        for (Member member : cluster.members()) {
          members.add(memory(member, before.getOrDefault(member.name(), LiveHeap.UNKNOWN), watch));
        }
        return new Soak(
            environment,
            shape.senders(),
            loadSeconds,
            load.ordered(),
            watch.throughput(),
            members,
            allocation,
            failure);
      }
    }
  }

  private static Map<String, LiveHeap> liveHeaps(Cluster cluster) throws IOException {
    Map<String, LiveHeap> heaps = new HashMap<>();
    for (Member member : cluster.members()) {
      heaps.put(member.name(), member.liveHeap());
    }
    return heaps;
  }

  /** What goes wrong is part of what is measured: a member may have died. */
  private MemoryWatch load(Cluster cluster, StreamLoad load)
      throws IOException, InterruptedException {
    MemoryWatch watch = MemoryWatch.begin(cluster.members(), load::ordered, plan.interval());
    Window window = Window.now(Duration.ZERO, plan.load());
    try (watch) {
      load.run(new Pace.Closed(LoadRound.IN_FLIGHT), window);
      cluster.requireNoErrors();
    } catch (IOException e) {
      failure = Optional.of(e.toString());
    }
    double passed = (System.nanoTime() - window.startNanos()) / 1e9;
    loadSeconds = Math.min(window.seconds(), passed);
    return watch;
  }

  private static MemberMemory memory(Member member, LiveHeap before, MemoryWatch watch)
      throws IOException {
    return new MemberMemory(
        member.name(),
        member.isAlive(),
        member.ranOutOfMemory(),
        before,
        member.liveHeap(),
        watch.samples(member.name()));
  }
}
