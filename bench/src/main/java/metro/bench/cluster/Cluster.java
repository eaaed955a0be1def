package metro.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import metro.bench.load.StreamLoad.FollowedRollup;
import metro.cli.client.MemberClient;
import metro.cli.config.ConfigException;
import metro.cli.dev.Child;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.wire.CommitteeInfo;
import metro.wire.RollupInfo;

/** A committee, a DA layer and rollup nodes, each a process of its own on loopback. */
public final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long POLL_NANOS = 20_000_000;
  private static final String DA = "da";
  // Some minutes of load fit: what is measured is ordering, not the pace of the DA layer.
  private static final Map<String, String> INTAKE =
      Map.of(
          "METRO_DA_INTAKE_SLOWS_AT_BYTES", Long.toString(8L << 30),
          "METRO_DA_INTAKE_STOPS_AT_BYTES", Long.toString(16L << 30));

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Member> members = new ArrayList<>();
  private final List<Child> others = new ArrayList<>();
  private final CommitteePlan plan;

  private Cluster(CommitteePlan plan) {
    this.plan = plan;
  }

  /**
   * Makes the committee, starts everything and waits until a member leads and all are ready.
   *
   * @throws IOException when something does not start; its log stands in the plan's directory
   */
  public static Cluster start(ClusterPlan plan) throws IOException, ConfigException {
    return start(plan, name -> List.of());
  }

  /** The same with JVM flags for each member, by its name. */
  public static Cluster start(ClusterPlan plan, Function<String, List<String>> jvmFlags)
      throws IOException, ConfigException {
    Cluster cluster = new Cluster(plan.committee());
    try {
      new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(cluster.plan);
      for (RollupPlan rollup : cluster.plan.rollups()) {
        SteadyFees.put(cluster.plan.directoryOf(rollup).resolve(CommitteeMaker.GENESIS_FILE));
      }
      cluster.startAll(plan, jvmFlags);
      cluster.leader();
      for (Member member : cluster.members) {
        cluster.await(member.name() + " is ready", member::isReady);
      }
      return cluster;
    } catch (IOException | ConfigException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void startAll(ClusterPlan clusterPlan, Function<String, List<String>> jvmFlags)
      throws IOException {
    Path data = plan.directory().resolve(DA);
    others.add(
        child(
            DA,
            List.of(
                DA,
                "--dir",
                data.resolve("data").toString(),
                "--listen",
                plan.da().getAuthority(),
                "--grpc-port",
                Integer.toString(plan.daGrpc().orElseThrow().getPort()),
                "--block-time-ms",
                Long.toString(clusterPlan.daBlockMs()))));
    for (MemberPlan member : plan.members()) {
      Member process = new Member(member, plan.directoryOf(member), http);
      List<String> flags = new ArrayList<>(jvmFlags.apply(member.name()));
      flags.add("-Xmx" + clusterPlan.memberHeap());
      process.start(flags, INTAKE);
      members.add(process);
    }
    int nodes = clusterPlan.nodesFollow() ? clusterPlan.rollupNodes() : 0;
    for (RollupPlan rollup : plan.rollups().subList(0, nodes)) {
      String config = configOf(rollup).toString();
      others.add(child(rollup.directoryName(), List.of("rollup", "--config", config)));
    }
  }

  private Path configOf(RollupPlan rollup) {
    return plan.directoryOf(rollup).resolve(CommitteeMaker.ROLLUP_FILE);
  }

  /** The configuration of the first rollup's node. */
  public Path rollupConfig() {
    return configOf(plan.rollups().getFirst());
  }

  /**
   * Starts a node of the first rollup that knows nothing yet; one at a time.
   *
   * @param directory for its data and log; must not exist
   */
  public RollupProcess startNode(RollupProcess.Source source, Path directory) throws IOException {
    RollupPlan rollup = plan.rollups().getFirst();
    int admin = rollup.adminPort().orElseThrow();
    return RollupProcess.start(configOf(rollup), source, directory, http, admin);
  }

  private Child child(String name, List<String> arguments) throws IOException {
    return Child.start(
        name,
        plan.directory().resolve(name).resolve("log"),
        List.of(RollupProcess.HEAP),
        arguments);
  }

  /** The member that leads, waiting for one. */
  public Member leader() throws IOException {
    List<Member> found = new ArrayList<>();
    await(
        "a member leads",
        () -> {
          findLeader().ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private Optional<Member> findLeader() {
    return members.stream().filter(Member::leads).findFirst();
  }

  /** All members, dead ones too. */
  public List<Member> members() {
    return List.copyOf(members);
  }

  /** Ethereum JSON-RPC of the leader for one chain. */
  public URI leaderRpc(long chainId) throws IOException {
    MemberPlan member = plan.member(leader().name()).orElseThrow();
    return URI.create("http://127.0.0.1:" + member.rpc() + "/rpc/" + chainId);
  }

  /** The rollups as they stand, to follow from here on; at most {@code count} of them. */
  public List<FollowedRollup> rollups(int count) throws IOException {
    return info().getRollupsList().stream()
        .limit(count)
        .map(r -> new FollowedRollup(r.getChainId(), r.getNumber() + 1))
        .toList();
  }

  /** Transactions ordered so far, of all rollups. */
  public long ordered() throws IOException {
    return info().getRollupsList().stream().mapToLong(RollupInfo::getTxCount).sum();
  }

  private CommitteeInfo info() throws IOException {
    try (MemberClient client = new MemberClient(leader().grpcAddress())) {
      await("the leader tells of its rollups", () -> client.committee().isPresent());
      return client.committee().orElseThrow(() -> new IOException("the leader fell silent"));
    }
  }

  /** Waits until all that was ordered is proven to be on the DA layer. */
  public void awaitPosted() throws IOException {
    try (MemberClient client = new MemberClient(leader().grpcAddress())) {
      await(
          "all is posted",
          () -> client.committee().filter(i -> i.getPostedHeight() >= i.getHeight()).isPresent());
    }
  }

  /** Ends all members, as a power cut would; the DA layer stays. */
  public void killMembers() {
    members.forEach(Member::close);
    members.clear();
  }

  /** Everything that runs, this process included, by name. */
  Map<String, Long> pids() {
    Map<String, Long> pids = new HashMap<>();
    members.forEach(m -> pids.put(m.name(), m.pid()));
    others.forEach(c -> pids.put(c.name(), c.pid()));
    pids.put("load generator", ProcessHandle.current().pid());
    return pids;
  }

  /**
   * Fails when a member has logged an error: what was measured then means nothing.
   *
   * @throws IOException naming the lines
   */
  public void requireNoErrors() throws IOException {
    for (Member member : members) {
      List<String> errors = member.errors();
      if (!errors.isEmpty()) {
        throw new IOException(member.name() + " logged errors: " + String.join("\n", errors));
      }
    }
  }

  private void await(String what, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        members.forEach(m -> System.err.println(m.name() + " is " + m.describe()));
        throw new IOException("after %d s still not: %s".formatted(PATIENCE.toSeconds(), what));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    members.forEach(Member::close);
    others.forEach(Child::kill);
    http.close();
  }
}
