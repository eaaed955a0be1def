package metro.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metro.evm.statetest.StateTestReport;
import metro.evm.statetest.StateTestRunner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code metro evm}: the EVM by itself. */
@Command(
    name = "evm",
    mixinStandardHelpOptions = true,
    description = "The EVM by itself.",
    footer = {"", "Example:", "  metro evm statetest GeneralStateTests/stExample"})
final class EvmCommand implements Runnable {
  private static final int MAX_FAILURES_SHOWN = 50;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before use
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "statetest",
      mixinStandardHelpOptions = true,
      description = "Runs Ethereum's official state tests from a file or a folder.")
  int statetest(
      @Parameters(paramLabel = "PATH", description = "A .json file, or a folder of them.")
          Path path,
      @Option(
              names = "--threads",
              defaultValue = "0",
              description = "How many at once; 0: as many as there are processors.")
          int threads)
      throws FailedException {
    if (!Files.exists(path)) {
      throw new FailedException("PATH: " + path + " does not exist");
    }
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try {
      return print(new StateTestRunner(count).run(path));
    } catch (UncheckedIOException e) {
      throw new FailedException("PATH: " + e.getMessage());
    }
  }

  private int print(StateTestReport report) {
    PrintWriter out = spec.commandLine().getOut();
    report.failures().stream().limit(MAX_FAILURES_SHOWN).forEach(out::println);
    if (report.failures().size() > MAX_FAILURES_SHOWN) {
      out.println("… and " + (report.failures().size() - MAX_FAILURES_SHOWN) + " more");
    }
    out.printf(
        "%,d files, %,d cases, %,d passed, %,d failed%n",
        report.files(), report.cases(), report.passed(), report.failures().size());
    out.flush();
    return report.failures().isEmpty() && report.cases() > 0 ? 0 : Metro.FAILED;
  }
}
