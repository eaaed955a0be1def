package metro.cli.fault;

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
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import metro.cli.config.ConfigException;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Address;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;

/** A committee of {@code metro node} processes on loopback and a DA layer in this process. */
final class ProcessCommittee implements AutoCloseable {
  static final long COMMITTEE = 920_000;
  static final RollupId ROLLUP = new RollupId(920_001);
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final long STEP_NANOS = 10_000_000;
  private static final long CREDIT_UTIA = 1_000_000_000_000L;

  private final HttpClient http = HttpClient.newHttpClient();
  private final EmbeddedDa layer;
  private final Genesis genesis;
  private final List<MemberProcess> members = new ArrayList<>();
  private final List<MemberProcess> lost = new ArrayList<>();

  private ProcessCommittee(EmbeddedDa layer, Genesis genesis) {
    this.layer = layer;
    this.genesis = genesis;
  }

  /** As the other, with the configuration as it is made. */
  static ProcessCommittee start(Path root, int size, int basePort, List<Address> rich)
      throws IOException, ConfigException {
    return start(root, size, basePort, rich, Map.of());
  }

  /**
   * Makes {@code size} members below {@code root} as {@code metro init} does, and starts them.
   *
   * @param environment variables that override the members' configuration
   */
  static ProcessCommittee start(
      Path root, int size, int basePort, List<Address> rich, Map<String, String> environment)
      throws IOException, ConfigException {
    EmbeddedDa layer =
        EmbeddedDa.start(
            EmbeddedDaConfig.in(root.resolve("da"))
                .listening("127.0.0.1", 0)
                .every(Duration.ofSeconds(1)));
    try {
      CommitteePlan plan = plan(root.resolve("committee"), size, basePort, rich, layer.endpoint());
      Genesis genesis = new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan);
      ProcessCommittee committee = new ProcessCommittee(layer, genesis);
      for (CommitteePlan.MemberPlan member : plan.members()) {
        Path directory = plan.directoryOf(member);
        committee.members.add(new MemberProcess(member, directory, environment, committee.http));
      }
      committee.startAll();
      return committee;
    } catch (IOException | ConfigException | RuntimeException e) {
      layer.close();
      throw e;
    }
  }

  /** Starts every member. */
  void startAll() throws IOException {
    try {
      for (MemberProcess member : members) {
        member.start();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** {@code member} is not expected back: what is waited for and compared is of the others. */
  void giveUp(MemberProcess member) {
    members.remove(member);
    lost.add(member);
  }

  /** Kills every member that runs, all before the first one is waited for. */
  void killAll() throws InterruptedException {
    members.forEach(MemberProcess::strike);
    for (MemberProcess member : members) {
      member.awaitExit();
    }
  }

  List<MemberProcess> members() {
    return members;
  }

  /** The member that leads and is ready, waiting for one. */
  MemberProcess leader() {
    await("a member leads", () -> findLeader().isPresent());
    return findLeader().orElseGet(this::leader);
  }

  private Optional<MemberProcess> findLeader() {
    return members.stream().filter(MemberProcess::leads).findFirst();
  }

  /** Waits until all members run, know a leader, and have what the first one has now. */
  void awaitAll() {
    long height = members.stream().mapToLong(MemberProcess::height).max().orElse(0);
    for (MemberProcess member : members) {
      try {
        await(
            member.name() + " is ready at height " + height,
            () -> member.isReady() && member.height() >= height);
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "; it is " + member.describe(), e);
      }
    }
  }

  /** A member that does not lead and is all there. */
  MemberProcess follower() {
    MemberProcess leader = leader();
    return members.stream()
        .filter(m -> !m.equals(leader) && m.isReady())
        .findFirst()
        .orElseGet(this::follower);
  }

  /**
   * Ends {@code load} and all members, and tells what must not be: acknowledged transactions that
   * do not stand once where they were told, differing headers, errors logged by any member.
   */
  List<String> problemsAfter(Load load) throws IOException, InterruptedException {
    load.stop();
    awaitAll();
    List<String> problems = new ArrayList<>(load.problems(members));
    killAll();
    Map<String, Path> stores = new TreeMap<>();
    members.forEach(m -> stores.put(m.name(), m.store()));
    problems.addAll(StoredHeaders.differences(genesis, stores));
    List<MemberProcess> all = new ArrayList<>(members);
    all.addAll(lost);
    for (MemberProcess member : all) {
      member.errors().forEach(line -> problems.add(member.name() + " logged: " + line));
    }
    return problems;
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + LIMIT + " still not: " + what);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  @Override
  public void close() {
    members.forEach(MemberProcess::close);
    lost.forEach(MemberProcess::close);
    layer.close();
    http.close();
  }

  private static CommitteePlan plan(
      Path directory, int size, int basePort, List<Address> rich, URI da) {
    Map<Address, Long> credits = new HashMap<>();
    rich.forEach(address -> credits.put(address, CREDIT_UTIA));
    Address owner = rich.getFirst();
    RollupSpec spec = new RollupSpec(ROLLUP, "alpha", owner, PayMode.SENDER, NonceMode.STRICT);
    return new CommitteePlan(
        directory,
        COMMITTEE,
        CommitteePlan.membersOn("127.0.0.1", size, basePort),
        List.of(owner),
        new FeeSchedule(100, 1),
        List.of(new RollupPlan(spec, basePort + 90, Map.of())),
        credits,
        da,
        Optional.empty());
  }
}
