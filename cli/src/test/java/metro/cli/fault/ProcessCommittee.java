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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import metro.cli.config.ConfigException;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Address;
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
  private final List<MemberProcess> members = new ArrayList<>();

  private ProcessCommittee(EmbeddedDa layer) {
    this.layer = layer;
  }

  /** Makes {@code size} members below {@code root} as {@code metro init} does, and starts them. */
  static ProcessCommittee start(Path root, int size, int basePort, List<Address> rich)
      throws IOException, ConfigException {
    EmbeddedDa layer =
        EmbeddedDa.start(
            EmbeddedDaConfig.in(root.resolve("da"))
                .listening("127.0.0.1", 0)
                .every(Duration.ofSeconds(1)));
    ProcessCommittee committee = new ProcessCommittee(layer);
    try {
      CommitteePlan plan = plan(root.resolve("committee"), size, basePort, rich, layer.endpoint());
      new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan);
      for (CommitteePlan.MemberPlan member : plan.members()) {
        committee.members.add(new MemberProcess(member, plan.directoryOf(member), committee.http));
      }
      for (MemberProcess member : committee.members) {
        member.start();
      }
      return committee;
    } catch (IOException | ConfigException | RuntimeException e) {
      committee.close();
      throw e;
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

  /** All members' logged errors. */
  Map<String, List<String>> errors() throws IOException {
    Map<String, List<String>> out = new HashMap<>();
    for (MemberProcess member : members) {
      if (!member.errors().isEmpty()) {
        out.put(member.name(), member.errors());
      }
    }
    return out;
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
        da);
  }
}
