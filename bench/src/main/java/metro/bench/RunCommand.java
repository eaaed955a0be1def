package metro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import metro.bench.report.Report;
import metro.bench.result.JsonFile;
import metro.bench.result.Run;
import metro.bench.run.BenchRun;
import metro.bench.run.Plan;
import metro.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, and writes {@code run.json} and the report. */
abstract class RunCommand implements Callable<Integer> {
  private static final String RUN = "run.json";

  @Option(
      names = "--out",
      defaultValue = "target/bench",
      paramLabel = "DIR",
      description = "Where run.json, report.md and the pictures go (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("target", "bench");

  @Option(
      names = "--members",
      defaultValue = "3",
      description = "Members of the committee (default: ${DEFAULT-VALUE}).")
  private int members;

  @Option(
      names = "--rollups",
      defaultValue = "2",
      description = "Rollups under load (default: ${DEFAULT-VALUE}).")
  private int rollups;

  @Option(
      names = "--rollup-nodes",
      defaultValue = "0",
      description = "Rollups with a node that follows and executes (default: ${DEFAULT-VALUE}).")
  private int rollupNodes;

  @Option(
      names = "--senders",
      defaultValue = "1000",
      description = "Keys of each mix, a multiple of the streams (default: ${DEFAULT-VALUE}).")
  private int senders;

  @Option(
      names = "--streams",
      defaultValue = "4",
      description = "Connections of the load generator (default: ${DEFAULT-VALUE}).")
  private int streams;

  @Option(
      names = "--member-heap",
      defaultValue = "1g",
      description = "The members' -Xmx (default: ${DEFAULT-VALUE}).")
  private String memberHeap = "1g";

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Load before the first step of a round (default: quick 15, full 30).")
  private Optional<Integer> warmUpSeconds = Optional.empty();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of keys and contents (default: ${DEFAULT-VALUE}).")
  private long seed;

  abstract Plan plan(Plan.Shape shape, long randomSeed);

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    Plan.Shape shape = new Plan.Shape(members, rollups, rollupNodes, senders, streams, memberHeap);
    Files.createDirectories(directory);
    Path work = Files.createTempDirectory(directory.toAbsolutePath(), "work-");
    Plan plan = plan(shape, seed);
    plan = warmUpSeconds.map(Duration::ofSeconds).map(plan::warmedUpFor).orElse(plan);
    Run run = new BenchRun(plan, work, System.out).run();
    Files.delete(work);
    JsonFile.write(run, directory.resolve(RUN));
    Report.write(run, directory);
    System.out.println(directory.resolve(Report.PAGE));
    return 0;
  }

  /** {@code bench quick}. */
  @Command(
      name = "quick",
      mixinStandardHelpOptions = true,
      description = "One round; under five minutes on two processors.")
  static final class Quick extends RunCommand {
    @Override
    Plan plan(Plan.Shape shape, long randomSeed) {
      return Plan.quick(shape, randomSeed);
    }
  }

  /** {@code bench full}. */
  @Command(
      name = "full",
      mixinStandardHelpOptions = true,
      description = "Five rounds, all mixes and ways in; about an hour.")
  static final class Full extends RunCommand {
    @Option(
        names = "--rounds",
        defaultValue = "5",
        description = "How often everything is started anew (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
        names = "--seconds",
        defaultValue = "20",
        description = "Measured time of a step (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    Plan plan(Plan.Shape shape, long randomSeed) {
      return Plan.full(shape, randomSeed, rounds, seconds);
    }
  }

  /** {@code bench smoke}. */
  @Command(
      name = "smoke",
      mixinStandardHelpOptions = true,
      description = "Everything for a moment: shows that the bench works, measures nothing.")
  static final class Smoke extends RunCommand {
    @Override
    Plan plan(Plan.Shape shape, long randomSeed) {
      return Plan.smoke(shape, randomSeed);
    }
  }
}
