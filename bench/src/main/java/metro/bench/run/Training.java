package metro.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import metro.bench.cluster.Cluster;
import metro.bench.cluster.ClusterPlan;
import metro.bench.cluster.Member;
import metro.cli.config.ConfigException;
import metro.node.store.Directories;

/**
 * Lets members record which classes they load and which methods run often, while all kinds of load
 * pass through them. What the leader recorded is kept: it does all that the others do, and more.
 */
public final class Training {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long DA_BLOCK_MS = 1_000;

  private final Plan plan;
  private final Path work;
  private final String classPath;
  private final PrintStream out;

  /**
   * A training in {@code work}.
   *
   * @param classPath of the programs the cache is for
   */
  public Training(Plan plan, Path work, String classPath, PrintStream out) {
    this.plan = plan;
    this.work = work;
    this.classPath = classPath;
    this.out = out;
  }

  /**
   * Makes the cache.
   *
   * @throws IOException when it was not made; the member's log says why
   */
  public void run(Path cache) throws IOException, ConfigException, InterruptedException {
    Traffics traffics = new Traffics(plan, plan.shape().chains());
    ClusterPlan cluster =
        plan.shape().cluster(work.resolve("committee"), traffics.senders(), DA_BLOCK_MS);
    try (Cluster running = Cluster.start(cluster, this::recording)) {
      new LoadRound(plan, running, traffics, 1, yardstick -> {}, out).run();
      out.println("  putting together what was learnt");
      keep(running.leader(), cache);
    }
    Directories.delete(work);
  }

  private List<String> recording(String member) {
    return List.of("-cp", classPath, "-XX:AOTCacheOutput=" + made(member), "-Xlog:aot=error");
  }

  private Path made(String member) {
    return work.resolve(member + ".aot");
  }

  /** The JVM puts the cache together while it ends. */
  private void keep(Member leader, Path cache) throws IOException, InterruptedException {
    leader.end(PATIENCE);
    Path made = made(leader.name());
    if (!Files.exists(made)) {
      throw new IOException("no cache was made: " + leader.describe());
    }
    Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
  }
}
