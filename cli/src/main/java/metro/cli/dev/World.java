package metro.cli.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import metro.cli.client.MemberClient;
import metro.cli.client.RpcClient;
import metro.cli.config.ConfigException;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;

/** The running processes of a development world. Closing it ends them all. */
public final class World implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String DA = "da";

  private final DevPlan plan;
  private final Map<String, Child> children = new LinkedHashMap<>();
  private final Map<String, MemberClient> members = new LinkedHashMap<>();

  private World(DevPlan plan) {
    this.plan = plan;
  }

  /**
   * Makes the world in {@code directory} (or takes the one there), starts all processes and waits
   * until every one answers.
   *
   * @param onDeath told the name and exit code of a process that ends by itself
   * @throws IOException when something cannot be started, with the place of its log
   */
  public static World start(
      Path directory, Duration daBlockTime, BiConsumer<String, Integer> onDeath)
      throws IOException, ConfigException, InterruptedException {
    DevPlan plan = DevPlan.in(directory.toAbsolutePath());
    if (!DevPlan.isMade(plan.committee().directory())) {
      new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan.committee());
      plan.remember();
    }
    World world = new World(plan);
    try {
      world.startChildren(daBlockTime);
      world.awaitReady();
      world.children.values().forEach(c -> c.onDeath(code -> onDeath.accept(c.name(), code)));
      return world;
    } catch (IOException | InterruptedException | RuntimeException e) {
      world.close();
      throw e;
    }
  }

  DevPlan plan() {
    return plan;
  }

  Child member(MemberPlan member) {
    return child(member.name());
  }

  Child rollup(RollupPlan rollup) {
    return child(rollup.directoryName());
  }

  MemberClient client(MemberPlan member) {
    return Objects.requireNonNull(members.get(member.name()));
  }

  RpcClient rpc(RollupPlan rollup) {
    return new RpcClient(WorldFile.rpc(rollup));
  }

  RpcClient sequencer(MemberPlan member, long chainId) {
    return new RpcClient(WorldFile.sequencerRpc(member, chainId));
  }

  RpcClient da() {
    return new RpcClient(plan.daUrl());
  }

  private Child child(String name) {
    return Objects.requireNonNull(children.get(name), name);
  }

  private void startChildren(Duration daBlockTime) throws IOException {
    Path directory = plan.committee().directory();
    start(
        DA,
        List.of(
            "da",
            "--dir",
            directory.resolve(DA).resolve("data").toString(),
            "--listen",
            "127.0.0.1:" + plan.daPort(),
            "--grpc-port",
            Integer.toString(plan.daGrpcPort()),
            "--admin-port",
            Integer.toString(plan.daAdminPort()),
            "--block-time-ms",
            Long.toString(daBlockTime.toMillis())));
    for (MemberPlan member : plan.committee().members()) {
      Path config = plan.committee().directoryOf(member).resolve(CommitteeMaker.NODE_FILE);
      start(member.name(), List.of("node", "--config", config.toString()));
      members.put(member.name(), new MemberClient("127.0.0.1:" + member.grpc()));
    }
    for (RollupPlan rollup : plan.committee().rollups()) {
      Path config = plan.committee().directoryOf(rollup).resolve(CommitteeMaker.ROLLUP_FILE);
      start(rollup.directoryName(), List.of("rollup", "--config", config.toString()));
    }
  }

  private void start(String name, List<String> arguments) throws IOException {
    Path log = plan.committee().directory().resolve(name).resolve("log");
    children.put(name, Child.start(name, log, List.of("-Xmx1g"), arguments));
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    await(DA, deadline, () -> da().call("header.LocalHead").isObject());
    for (MemberPlan member : plan.committee().members()) {
      await(
          member.name(),
          deadline,
          () -> client(member).committee().filter(c -> !c.getLeader().isEmpty()).isPresent());
      await(
          member.name(),
          deadline,
          () -> sequencer(member, DevPlan.COMMITTEE_CHAIN_ID).call("eth_chainId").isString());
    }
    for (RollupPlan rollup : plan.committee().rollups()) {
      await(
          rollup.directoryName(),
          deadline,
          () -> rpc(rollup).call("eth_getBlockByNumber", "latest", false).isObject());
    }
  }

  private void await(String name, long deadline, Callable<Boolean> probe)
      throws IOException, InterruptedException {
    while (!answers(probe)) {
      Child child = child(name);
      if (!child.isAlive()) {
        throw new IOException(
            "%s ended with code %d; its last words are in %s"
                .formatted(name, child.exitCode(), child.log()));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "%s did not answer within %d s; see %s"
                .formatted(name, START_PATIENCE.toSeconds(), child.log()));
      }
      Thread.sleep(POLL);
    }
  }

  private static boolean answers(Callable<Boolean> probe) {
    try {
      return probe.call();
    } catch (Exception e) {
      // Not yet: the deadline decides.
      return false;
    }
  }

  @Override
  public void close() {
    members.values().forEach(MemberClient::close);
    List<Child> backwards = new ArrayList<>(children.values()).reversed();
    backwards.forEach(Child::stop);
    backwards.forEach(Child::close);
  }
}
