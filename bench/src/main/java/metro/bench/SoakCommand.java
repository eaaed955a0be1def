package metro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import metro.bench.report.SoakReport;
import metro.bench.result.Soak;
import metro.bench.run.SoakPlan;
import metro.bench.run.SoakRun;
import metro.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench soak}: measures, and writes {@code soak.json} and the report. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = "Whether members' memory stays what it is while load goes on and on.")
final class SoakCommand implements Callable<Integer> {
  /** Name of the file with all figures. */
  static final String FIGURES = "soak.json";

  @Mixin private CommitteeOptions committee = new CommitteeOptions();

  @Option(
      names = "--rollups",
      defaultValue = "2",
      description = "Rollups under load (default: ${DEFAULT-VALUE}).")
  private int rollups;

  @Option(
      names = "--minutes",
      defaultValue = "30",
      description = "Of load (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    Path directory = Files.createDirectories(committee.directory());
    Path work = Files.createTempDirectory(directory.toAbsolutePath(), "work-");
    Duration load = Duration.ofSeconds(Math.round(minutes * 60));
    SoakPlan plan = SoakPlan.of(committee.shape(rollups, 0), load, committee.seed());
    Soak soak = new SoakRun(plan, work, System.out).run();
    soak.write(directory.resolve(FIGURES));
    SoakReport.write(soak, directory);
    System.out.println(directory.resolve(SoakReport.PAGE));
    soak.failure().ifPresent(System.err::println);
    return soak.failure().isPresent() ? 1 : 0;
  }
}
