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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures, and writes {@code run.json} and the report. */
abstract class RunCommand implements Callable<Integer> {
  private static final String RUN = "run.json";

  @Mixin private CommitteeOptions committee = new CommitteeOptions();

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
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Load before the first step of a round (default: quick 15, full 30).")
  private Optional<Integer> warmUpSeconds = Optional.empty();

  abstract Plan plan(Plan.Shape shape, long randomSeed);

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    Path directory = Files.createDirectories(committee.directory());
    Path work = Files.createTempDirectory(directory.toAbsolutePath(), "work-");
    Plan plan = plan(committee.shape(rollups, rollupNodes), committee.seed());
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
    @Option(
        names = "--repetitions",
        defaultValue = "3",
        description = "Of each step that a promise is judged by (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(
        names = "--sustained",
        paramLabel = "SECONDS",
        defaultValue = "10",
        description = "Measured time of the step at 9 MB/s (default: ${DEFAULT-VALUE}).")
    private int sustainedSeconds;

    @Override
    Plan plan(Plan.Shape shape, long randomSeed) {
      return Plan.quick(shape, randomSeed, repetitions, sustainedSeconds);
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
