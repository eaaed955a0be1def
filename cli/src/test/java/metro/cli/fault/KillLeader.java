package metro.cli.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import metro.cli.config.ConfigException;

/**
 * Kills the leading process again and again under load and checks that nothing that was
 * acknowledged is lost or doubled.
 */
public final class KillLeader {
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 8;
  private static final int PORTS_FROM = 24_100;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 200;
  private static final int ACKNOWLEDGED_AFTER_KILL = 200;

  private final int kills;
  private final Path directory;
  private final ConcurrentLinkedQueue<Long> acknowledgements = new ConcurrentLinkedQueue<>();

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
    LongStream sorted = result.gapsMs().stream().mapToLong(Long::longValue).sorted();
    long[] gaps = sorted.toArray();
    System.out.printf(
        "%d kills, without service: median %d ms, worst %d ms; %d transactions acknowledged%n",
        gaps.length, gaps[gaps.length / 2], gaps[gaps.length - 1], result.acknowledged());
    result.problems().forEach(p -> System.out.println("PROBLEM " + p));
    System.out.println("logs and data: " + directory);
    System.exit(result.problems().isEmpty() ? 0 : 1);
  }

  /** Does it all. */
  public Result run() throws IOException, ConfigException, InterruptedException {
    var rich = IntStream.range(0, CLIENTS).mapToObj(LaneClient::address).toList();
    try (ProcessCommittee committee =
        ProcessCommittee.start(directory, MEMBERS, PORTS_FROM, rich)) {
      committee.awaitAll();
      List<String> addresses =
          committee.members().stream().map(MemberProcess::grpcAddress).toList();
      List<LaneClient> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(i -> new LaneClient(i, addresses, acknowledgements::add))
              .toList();
      List<Thread> threads =
          clients.stream().map(c -> Thread.ofVirtual().name("client").start(c)).toList();
      List<Long> gaps = new ArrayList<>();
      for (int i = 1; i <= kills; i++) {
        gaps.add(killOnce(committee, i));
      }
      clients.forEach(LaneClient::stop);
      for (Thread thread : threads) {
        thread.join();
      }
      committee.awaitAll();
      List<String> problems = check(committee, clients);
      clients.forEach(LaneClient::close);
      int count = clients.stream().mapToInt(c -> c.acknowledged().size()).sum();
      return new Result(gaps, count, problems);
    }
  }

  private long killOnce(ProcessCommittee committee, int round)
      throws IOException, InterruptedException {
    awaitAcknowledgements(acknowledgements.size() + ACKNOWLEDGED_BEFORE_KILL);
    MemberProcess leader = committee.leader();
    long before = System.nanoTime();
    leader.kill();
    int known = acknowledgements.size();
    awaitAcknowledgements(known + ACKNOWLEDGED_AFTER_KILL);
    long gapMs = longestGapMs(before);
    System.out.printf("kill %2d of %s: %d ms without service%n", round, leader.name(), gapMs);
    leader.start();
    committee.awaitAll();
    return gapMs;
  }

  private void awaitAcknowledgements(int count) {
    ProcessCommittee.await(count + " acknowledgements", () -> acknowledgements.size() >= count);
  }

  private long longestGapMs(long fromNanos) {
    long[] times =
        acknowledgements.stream().mapToLong(Long::longValue).filter(t -> t >= fromNanos).toArray();
    java.util.Arrays.sort(times);
    long longest = 0;
    long last = fromNanos;
    for (long time : times) {
      longest = Math.max(longest, time - last);
      last = time;
    }
    return TimeUnit.NANOSECONDS.toMillis(longest);
  }

  private static List<String> check(ProcessCommittee committee, List<LaneClient> clients)
      throws IOException {
    List<String> problems = new ArrayList<>();
    List<RollupHistory> histories = new ArrayList<>();
    for (MemberProcess member : committee.members()) {
      RollupHistory history = RollupHistory.of(member.grpcAddress());
      histories.add(history);
      for (LaneClient client : clients) {
        history.broken(client.acknowledged()).forEach(b -> problems.add(member.name() + ": " + b));
      }
      history.twice().forEach(id -> problems.add(member.name() + ": " + id + " stands twice"));
    }
    for (RollupHistory history : histories) {
      if (!history.ids().equals(histories.getFirst().ids())) {
        problems.add("members tell different histories");
      }
    }
    for (Map.Entry<String, List<String>> e : committee.errors().entrySet()) {
      problems.add("errors logged by " + e.getKey() + ": " + e.getValue());
    }
    return problems;
  }
}
