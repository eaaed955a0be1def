package metro.cli.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
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
import metro.cli.dev.Ports;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.DaException;
import metro.da.celestia.Bech32;
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
  private static final int ACKNOWLEDGED_AFTER_KILL = 100;
  private static final long CREDIT_UTIA = 1_000_000_000_000L;
  private static final int PREFERRED_PORT = 24_100;
  private static final int PORTS = 100;
  private static final int ROLLUP_PORT = 90;

  private final HttpClient http = HttpClient.newHttpClient();
  private final EmbeddedDa layer;
  private final Path directory;
  private final Genesis genesis;
  private final List<MemberProcess> members = new ArrayList<>();
  private final List<MemberProcess> lost = new ArrayList<>();

  private ProcessCommittee(EmbeddedDa layer, Path directory, Genesis genesis) {
    this.layer = layer;
    this.directory = directory;
    this.genesis = genesis;
  }

  /**
   * What a committee is to be.
   *
   * @param size members
   * @param rich who has credits
   * @param environment variables that override the members' configuration
   * @param signs whether members sign DA transactions with a key of the committee
   */
  record Setup(int size, List<Address> rich, Map<String, String> environment, boolean signs) {

    /** As {@code metro init} makes it without options. */
    static Setup plain(int size, List<Address> rich) {
      return new Setup(size, rich, Map.of(), false);
    }
  }

  /** Makes members below {@code root} as {@code metro init} does, and starts them. */
  static ProcessCommittee start(Path root, Setup setup) throws IOException, ConfigException {
    EmbeddedDa layer =
        EmbeddedDa.start(
            EmbeddedDaConfig.in(root.resolve("da"))
                .listening("127.0.0.1", 0)
                .servingGrpc(0)
                .every(Duration.ofSeconds(1)));
    try {
      CommitteePlan plan = plan(root.resolve("committee"), setup, layer);
      Genesis genesis = new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan);
      ProcessCommittee committee = new ProcessCommittee(layer, plan.directory(), genesis);
      for (CommitteePlan.MemberPlan member : plan.members()) {
        Path directory = plan.directoryOf(member);
        committee.members.add(
            new MemberProcess(member, directory, setup.environment(), committee.http));
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

  /**
   * Kills {@code leader}, waits until the others acknowledge again, and brings it back.
   *
   * @return milliseconds without service
   */
  long killAndReplace(MemberProcess leader, Load load) throws IOException, InterruptedException {
    long before = System.nanoTime();
    leader.kill();
    return replaceKilled(leader, load, before);
  }

  /** The same with a leader that was killed at {@code before}, in nanoseconds. */
  long replaceKilled(MemberProcess leader, Load load, long before)
      throws IOException, InterruptedException {
    load.awaitMore(ACKNOWLEDGED_AFTER_KILL);
    long gapMs = load.longestGapMs(before);
    leader.start();
    awaitAll();
    return gapMs;
  }

  /** Kills every member that runs, all before the first one is waited for. */
  void killAll() throws InterruptedException {
    members.forEach(MemberProcess::strike);
    for (MemberProcess member : members) {
      member.awaitExit();
    }
  }

  /** The DA layer, in this process. */
  EmbeddedDa layer() {
    return layer;
  }

  /** Its newest height. */
  long daHeight() {
    try {
      return layer.layer().head(LIMIT).height().value();
    } catch (DaException e) {
      throw new AssertionError("the DA layer in this process does not answer", e);
    }
  }

  Genesis genesis() {
    return genesis;
  }

  /** The account that pays when members sign. */
  Address daAccount() throws IOException {
    String text = Files.readString(directory.resolve(CommitteeMaker.DA_ADDRESS_FILE));
    return Bech32.decode(text.strip());
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

  /** Waits until all members run, know a leader, and have what any one of them has now. */
  void awaitAll() {
    long height = awaitHeight();
    for (MemberProcess member : members) {
      member.await(
          "is ready at height " + height, () -> member.isReady() && member.height() >= height);
    }
  }

  /** The height of the member that is furthest, when all have told theirs. */
  long awaitHeight() {
    return members.stream().mapToLong(MemberProcess::awaitHeight).max().orElse(0);
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

  private static CommitteePlan plan(Path directory, Setup setup, EmbeddedDa layer)
      throws IOException {
    int basePort = Ports.freeBlock(PREFERRED_PORT, PORTS);
    Map<Address, Long> credits = new HashMap<>();
    setup.rich().forEach(address -> credits.put(address, CREDIT_UTIA));
    Address owner = setup.rich().getFirst();
    URI grpc = URI.create("http://127.0.0.1:" + layer.grpcPort().orElseThrow());
    RollupSpec spec = new RollupSpec(ROLLUP, "alpha", owner, PayMode.SENDER, NonceMode.STRICT);
    return new CommitteePlan(
        directory,
        COMMITTEE,
        CommitteePlan.membersOn("127.0.0.1", setup.size(), basePort),
        List.of(owner),
        new FeeSchedule(100, 1),
        List.of(new RollupPlan(spec, basePort + ROLLUP_PORT, Map.of())),
        credits,
        layer.endpoint(),
        setup.signs() ? Optional.of(grpc) : Optional.empty());
  }
}
