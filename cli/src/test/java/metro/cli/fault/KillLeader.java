package metro.cli.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import metro.cli.config.ConfigException;

/**
 * Kills the leading process again and again under load and checks that nothing that was
 * acknowledged is lost or doubled.
 */
public final class KillLeader {
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 8;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 200;

  private final int kills;
  private final Path directory;

  /**
   * What came of it.
   *
   * @param gapsMs time without an acknowledgement around each kill
   * @param acknowledged transactions
   * @param problems what must not be: empty when all is well
   */
  public record Result(List<Long> gapsMs, int acknowledged, List<String> problems) {}

  /** Will kill {@code kills} times, with everything kept in {@code directory}. */
  public KillLeader(int kills, Path directory) {
    this.kills = kills;
    this.directory = directory;
  }

  /** Arguments: number of kills (20). */
  public static void main(String[] arguments) throws Exception {
    int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    Path directory = Files.createTempDirectory("metro-kill-leader");
    Result result = new KillLeader(kills, directory).run();
    long[] gaps = result.gapsMs().stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d kills, without service: median %d ms, worst %d ms; %d transactions acknowledged%n",
        gaps.length, gaps[gaps.length / 2], gaps[gaps.length - 1], result.acknowledged());
    result.problems().forEach(p -> System.out.println("PROBLEM " + p));
    System.out.println("logs and data: " + directory);
    System.exit(result.problems().isEmpty() ? 0 : 1);
  }

  /** Does it all. */
  public Result run() throws IOException, ConfigException, InterruptedException {
    try (ProcessCommittee committee =
        ProcessCommittee.start(
            directory, ProcessCommittee.Setup.plain(MEMBERS, Load.payers(CLIENTS)))) {
      committee.awaitAll();
      try (Load load = new Load(committee, CLIENTS)) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i <= kills; i++) {
          gaps.add(killOnce(committee, load, i));
        }
        List<String> problems = committee.problemsAfter(load);
        return new Result(gaps, load.acknowledged(), problems);
      }
    }
  }

  private static long killOnce(ProcessCommittee committee, Load load, int round)
      throws IOException, InterruptedException {
    load.awaitMore(ACKNOWLEDGED_BEFORE_KILL);
    MemberProcess leader = committee.leader();
    long gapMs = committee.killAndReplace(leader, load);
    System.out.printf("kill %2d of %s: %d ms without service%n", round, leader.name(), gapMs);
    return gapMs;
  }
}
