package metro.cli.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import metro.da.DaException;
import metro.da.DaLayer;
import metro.da.celestia.CelestiaClient;
import metro.da.celestia.CelestiaClientConfig;

/**
 * The process that leads, and so posts, is killed again and again under load at points spread over
 * the cycle of posting; members sign DA transactions. Whatever was acknowledged must stand on the
 * DA layer once, and so must each batch.
 *
 * @param kills how often
 */
public record KillPoster(int kills) implements Scenario {
  private static final int ACKNOWLEDGED_BEFORE_KILL = 50;
  private static final long SEED = 4;
  private static final Pattern SENT = Pattern.compile("batch (\\d+) sent to the DA layer");

  /**
   * One kill.
   *
   * @param point where the poster was held
   * @param batch on its way, or the next one
   * @param daHeight the DA layer's when it was dead
   * @param gapMs without an acknowledgement
   */
  private record Kill(PostingPoint point, long batch, long daHeight, long gapMs) {}

  /** Arguments: number of kills (100). */
  public static void main(String[] arguments) throws Exception {
    int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    Path directory = Files.createTempDirectory("metro-kill-poster");
    List<String> problems = new KillPoster(kills).run(directory);
    problems.forEach(problem -> System.out.println("PROBLEM " + problem));
    System.out.println("logs and data: " + directory);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  /** Few, so that what is killed comes back soon: most of the time goes by with that. */
  @Override
  public int clients() {
    return 3;
  }

  /** Processes that live for seconds gain nothing by being compiled well. */
  @Override
  public Map<String, String> environment() {
    return Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
  }

  @Override
  public boolean signs() {
    return true;
  }

  @Override
  public List<String> provoke(ProcessCommittee committee, Load load)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<PostingPoint> points = List.of(PostingPoint.values());
    List<Kill> all = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      PostingPoint point = points.get(i % points.size());
      Kill kill = kill(point, committee, load, random);
      all.add(kill);
      System.out.printf(
          "kill %3d, %-8s: batch %d on its way, %d ms without service%n",
          i + 1, point.name().toLowerCase(Locale.ROOT), kill.batch(), kill.gapMs());
    }
    load.stop();
    awaitPosted(committee);
    return report(all, committee, load);
  }

  private static Kill kill(
      PostingPoint point, ProcessCommittee committee, Load load, SplittableRandom random)
      throws IOException, InterruptedException {
    load.awaitMore(ACKNOWLEDGED_BEFORE_KILL);
    MemberProcess leader = committee.leader();
    PostingPoint.Cycle cycle = new PostingPoint.Cycle(committee.layer(), leader, random);
    point.reach(cycle);
    long batch = cycle.batch();
    long before = System.nanoTime();
    leader.kill();
    committee.layer().faults().clear();
    long daHeight = committee.daHeight();
    long gapMs = committee.replaceKilled(leader, load, before);
    ProcessCommittee.await(
        "batch " + batch + " is posted",
        () -> committee.leader().metric("metro_posted_batch") >= batch);
    return new Kill(point, batch, daHeight, gapMs);
  }

  private static void awaitPosted(ProcessCommittee committee) {
    // A deposed leader that does not know it yet knows of too little.
    long height = committee.awaitHeight();
    ProcessCommittee.await(
        "everything up to height " + height + " is posted",
        () -> committee.leader().metric("metro_posted_height") >= height);
  }

  private static List<String> report(List<Kill> kills, ProcessCommittee committee, Load load)
      throws IOException {
    var node = CelestiaClientConfig.at(committee.layer().endpoint());
    try (DaLayer da = new CelestiaClient(node)) {
      PostedHistory posted =
          PostedHistory.read(
              da, committee.genesis().committee(), committee.daAccount(), ProcessCommittee.ROLLUP);
      List<String> problems = new ArrayList<>(posted.problems());
      problems.addAll(load.problems("the DA layer", posted.history()));
      if (posted.copies() > 0) {
        problems.add(posted.copies() + " batches stand on the DA layer again");
      }
      System.out.print(table(kills, posted));
      System.out.printf(
          "%d batches to height %d: %d missing or out of order, %d twice on the DA layer;"
              + " %d sent by more than one member%n",
          posted.daHeights().size(),
          posted.toHeight(),
          posted.problems().size(),
          posted.copies(),
          sentByMany(committee));
      System.out.printf(
          "%d transactions acknowledged, %d on the DA layer, %d of them twice%n",
          load.acknowledged(), posted.history().ids().size(), posted.history().twice().size());
      return problems;
    } catch (DaException e) {
      throw new IOException("the DA layer cannot be read: " + e.getMessage(), e);
    }
  }

  private static String table(List<Kill> kills, PostedHistory posted) {
    StringBuilder out = new StringBuilder();
    out.append("| killed | kills | DA heights until the batch stood there: median, worst |");
    out.append(" ms without service: median, worst |\n|---|---|---|---|\n");
    for (PostingPoint point : PostingPoint.values()) {
      List<Kill> there = kills.stream().filter(kill -> kill.point() == point).toList();
      if (!there.isEmpty()) {
        out.append(
            "| %s | %d | %s | %s |%n"
                .formatted(
                    point.name().toLowerCase(Locale.ROOT),
                    there.size(),
                    medianAndWorst(there, kill -> late(kill, posted)),
                    medianAndWorst(there, Kill::gapMs)));
      }
    }
    return out.toString();
  }

  private static long late(Kill kill, PostedHistory posted) {
    return Math.max(0, posted.daHeights().getOrDefault(kill.batch(), 0L) - kill.daHeight());
  }

  private static String medianAndWorst(List<Kill> kills, ToLongFunction<Kill> value) {
    long[] sorted = kills.stream().mapToLong(value).sorted().toArray();
    return sorted[sorted.length / 2] + ", " + sorted[sorted.length - 1];
  }

  /** Batches that a member sent after another had, as their logs tell. */
  private static long sentByMany(ProcessCommittee committee) throws IOException {
    List<String> sent = new ArrayList<>();
    for (MemberProcess member : committee.members()) {
      try (Stream<String> lines = Files.lines(member.log())) {
        lines
            .map(SENT::matcher)
            .filter(Matcher::find)
            .map(m -> m.group(1))
            .distinct()
            .forEach(sent::add);
      }
    }
    return sent.size() - sent.stream().distinct().count();
  }
}
