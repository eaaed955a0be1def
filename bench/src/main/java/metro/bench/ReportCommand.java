package metro.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import metro.bench.report.Report;
import metro.bench.result.JsonFile;
import metro.bench.result.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes page and pictures of a run again, beside its file.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "run.json", description = "The run.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path file;

  @Override
  public Integer call() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Report.write(JsonFile.read(file, Run.class), directory == null ? Path.of(".") : directory);
    return 0;
  }
}
