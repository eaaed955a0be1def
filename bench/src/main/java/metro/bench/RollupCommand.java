package metro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import metro.bench.report.RollupReport;
import metro.bench.result.JsonFile;
import metro.bench.result.RollupRun;
import metro.bench.run.CatchUpPlan;
import metro.bench.run.CatchUpRun;
import metro.bench.run.Plan;
import metro.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench rollup}. */
@Command(
    name = "rollup",
    mixinStandardHelpOptions = true,
    description = {
      "How fast a rollup node executes what was ordered before it was started: from the committee,"
          + " beside the bare EVM, and from the DA layer alone."
    })
final class RollupCommand implements Callable<Integer> {
  private static final String RUN = "rollup.json";
  private static final int IN_FLIGHT = 4_096;
  private static final Duration DA_BLOCK = Duration.ofSeconds(6);
  private static final int WARM_SECONDS = 1;
  private static final int STEP_SECONDS = 6;

  @Mixin private CommitteeOptions committee = new CommitteeOptions();

  @Option(
      names = "--transfers",
      defaultValue = "100000",
      description = "Ordered at least, in steps of some seconds (default: ${DEFAULT-VALUE}).")
  private long transfers;

  @Option(
      names = "--repeat",
      defaultValue = "3",
      description = "How often a fresh node catches up each way (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "Load before the live rate is looked at (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    Plan.Times times = Plan.Times.ofSeconds(warmUpSeconds, WARM_SECONDS, STEP_SECONDS, 0);
    Plan load =
        new Plan(committee.shape(1, 1), new Plan.Repeats(1, 1), times, false, committee.seed());
    Path directory = Files.createDirectories(committee.directory());
    Path work = Files.createTempDirectory(directory.toAbsolutePath(), "work-");
    CatchUpPlan plan = new CatchUpPlan(load, transfers, IN_FLIGHT, DA_BLOCK, repeats);
    RollupRun run = new CatchUpRun(plan, work, System.out).run();
    Files.delete(work);
    JsonFile.write(run, directory.resolve(RUN));
    RollupReport.write(run, directory);
    System.out.println(directory.resolve(RollupReport.PAGE));
    return 0;
  }
}
