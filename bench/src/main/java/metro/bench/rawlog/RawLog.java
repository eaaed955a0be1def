package metro.bench.rawlog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import metro.bench.result.RawLogStep;
import metro.cli.config.ConfigException;
import metro.cli.dev.Child;
import metro.cli.dev.Ports;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.ethereum.Address;
import metro.jsonrpc.Json;
import metro.state.Genesis.FeeSchedule;
import tools.jackson.core.type.TypeReference;

/** Runs the bare log as processes on loopback and brings back what its leader measured. */
public final class RawLog {
  private static final int PREFERRED_PORT = 22_100;
  private static final int PORTS = 100;
  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final double STEP_PATIENCE = 4;
  private static final long POLL_NANOS = 50_000_000;
  private static final Address NOBODY =
      Address.fromHex("0x00000000000000000000000000000000000000aa");

  private RawLog() {}

  /**
   * Measures {@code steps} one after the other.
   *
   * @param directory for logs; must not exist
   * @param members how many processes
   * @param heap their -Xmx
   * @param tls whether they speak mutual TLS
   * @throws IOException when a process dies or no result comes
   */
  public static List<RawLogStep> measure(
      Path directory, int members, String heap, boolean tls, List<RawStepPlan> steps)
      throws IOException, ConfigException {
    CommitteePlan plan = plan(directory, members);
    new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan);
    Path result = directory.resolve("result.json");
    List<Child> processes = new ArrayList<>();
    try {
      for (MemberPlan member : plan.members()) {
        String argument = Json.of(memberPlan(plan, member, tls, result, steps)).toString();
        processes.add(
            Child.startMain(
                RawMember.class.getName(),
                member.name(),
                plan.directoryOf(member).resolve("log"),
                List.of("-Xmx" + heap),
                List.of(argument)));
      }
      await(result, processes, steps);
      return Json.mapper().readValue(Files.readString(result), new TypeReference<>() {});
    } finally {
      processes.forEach(Child::kill);
    }
  }

  private static void await(Path result, List<Child> processes, List<RawStepPlan> steps)
      throws IOException {
    double seconds = steps.stream().mapToDouble(s -> s.warmSeconds() + s.seconds()).sum();
    long deadline =
        System.nanoTime() + START_PATIENCE.toNanos() + (long) (seconds * STEP_PATIENCE * 1e9);
    while (!Files.exists(result)) {
      for (Child process : processes) {
        if (!process.isAlive()) {
          throw new IOException(
              "%s of the bare log ended with code %d; see %s"
                  .formatted(process.name(), process.exitCode(), process.log()));
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("the bare log did not finish; see " + processes.getFirst().log());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static RawMemberPlan memberPlan(
      CommitteePlan plan, MemberPlan self, boolean tls, Path result, List<RawStepPlan> steps) {
    return new RawMemberPlan(
        self.name(),
        plan.directory().toString(),
        plan.members().stream().map(MemberPlan::name).toList(),
        plan.members().stream().map(MemberPlan::raft).toList(),
        tls,
        ProcessHandle.current().pid(),
        result.toString(),
        steps);
  }

  /** A committee for its certificates and directories alone. */
  private static CommitteePlan plan(Path directory, int members) throws IOException {
    return new CommitteePlan(
        directory,
        1,
        CommitteePlan.membersOn("127.0.0.1", members, Ports.freeBlock(PREFERRED_PORT, PORTS)),
        List.of(NOBODY),
        new FeeSchedule(1, 1),
        List.of(),
        Map.of(),
        URI.create("http://127.0.0.1:1"),
        Optional.empty());
  }
}
