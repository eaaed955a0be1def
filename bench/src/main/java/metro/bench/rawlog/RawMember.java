package metro.bench.rawlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import metro.bench.cluster.Starter;
import metro.bench.result.RawLogStep;
import metro.jsonrpc.Json;
import metro.node.raft.RaftSettings;
import metro.node.raft.RatisProperties;
import metro.node.raft.RatisTransport;
import metro.node.tls.MemberTls;
import metro.node.tls.TlsFiles;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;

/**
 * The program of one process of the bare log. All processes start alike; the one that is elected
 * measures, in its own process as a committee's leader proposes, and writes what came out. One that
 * loses its office meanwhile leaves it to the next, which begins from the first step.
 */
public final class RawMember {
  private RawMember() {}

  /** One argument: {@link RawMemberPlan} as JSON. Ends with the process that started it. */
  public static void main(String[] arguments) throws Exception {
    RawMemberPlan plan = Json.mapper().readValue(arguments[0], RawMemberPlan.class);
    Starter.endWith(plan.starter());
    RaftSettings settings = settings(plan);
    NothingMachine machine = new NothingMachine();
    try (RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(plan.self()))
            .setGroup(RatisTransport.group(settings))
            .setProperties(RatisProperties.of(settings))
            .setParameters(plan.tls() ? RatisTransport.parameters(settings) : new Parameters())
            .setStateMachine(machine)
            .setOption(RaftStorage.StartupOption.FORMAT)
            .build()) {
      server.start();
      RawDriver driver = new RawDriver(server, RatisTransport.group(settings).getGroupId());
      do {
        machine.awaitLead();
      } while (!measured(plan, driver));
      new CountDownLatch(1).await();
    }
  }

  private static boolean measured(RawMemberPlan plan, RawDriver driver)
      throws IOException, InterruptedException {
    try {
      measure(plan, driver);
      return true;
    } catch (RawDriver.RefusedException e) {
      System.err.println("not measured: " + e);
      return false;
    }
  }

  private static void measure(RawMemberPlan plan, RawDriver driver)
      throws IOException, InterruptedException, RawDriver.RefusedException {
    List<RawLogStep> steps = new ArrayList<>();
    for (RawStepPlan step : plan.steps()) {
      steps.add(driver.run(step, plan.tls() ? "mutual TLS" : "plain"));
    }
    Path result = Path.of(plan.result());
    Path partial = result.resolveSibling(result.getFileName() + ".partial");
    Files.writeString(partial, Json.of(steps).toString());
    Files.move(partial, result, StandardCopyOption.ATOMIC_MOVE);
  }

  private static RaftSettings settings(RawMemberPlan plan) throws IOException {
    Path own = Path.of(plan.directory()).resolve(plan.self());
    List<RaftSettings.Peer> peers = new ArrayList<>();
    for (int i = 0; i < plan.names().size(); i++) {
      peers.add(new RaftSettings.Peer(plan.names().get(i), "127.0.0.1", plan.ports().get(i)));
    }
    return new RaftSettings(
        1,
        plan.self(),
        peers,
        Files.createDirectories(own.resolve("raw-log")),
        "127.0.0.1",
        0,
        MemberTls.load(TlsFiles.in(own.resolve("tls"))),
        RaftSettings.Timing.DEFAULT,
        RaftSettings.Retention.DEFAULT);
  }
}
