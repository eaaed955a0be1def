package metro.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import metro.bench.report.Report;
import metro.bench.report.SoakReport;
import metro.bench.result.JsonFile;
import metro.bench.result.Run;
import metro.bench.result.Soak;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes page and pictures of a run again, beside its file.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "A run.json, or a soak.json.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path file;

  @Override
  public Integer call() throws IOException {
    Path directory = file.toAbsolutePath().resolveSibling("");
    if (file.endsWith(SoakCommand.FIGURES)) {
      SoakReport.write(Soak.read(file), directory);
    } else {
      Report.write(JsonFile.read(file, Run.class), directory);
    }
    return 0;
  }
}
