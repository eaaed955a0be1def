package metro.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import metro.bench.report.Comparison;
import metro.bench.result.JsonFile;
import metro.bench.result.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Two runs side by side, as Markdown.")
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A.json", description = "The first run.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path first;

  @Parameters(index = "1", paramLabel = "B.json", description = "The second run.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path second;

  @Override
  public Integer call() throws IOException {
    System.out.print(
        Comparison.page(JsonFile.read(first, Run.class), JsonFile.read(second, Run.class)));
    return 0;
  }
}
