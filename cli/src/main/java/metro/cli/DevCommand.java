package metro.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import metro.cli.config.ConfigException;
import metro.cli.dev.DevSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code metro dev}: a whole world on this machine. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a whole world on this machine: a committee of three processes, an embedded DA layer and"
          + " two EVM rollups, with funded test accounts.",
      "",
      "Prints the addresses to paste into a wallet and shows how everything stands. Ctrl-C stops"
          + " all of it. Everything listens on loopback.",
    },
    footer = {
      "",
      "Examples:",
      "  metro dev                          in a temporary directory, gone at the end",
      "  metro dev --dir world              keeps its state; the next start goes on with it",
      "  metro dev --once                   sample traffic, then stop with exit code 0",
    })
final class DevCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the world lives and stays; without it a temporary directory is used.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--world-file",
      paramLabel = "FILE",
      description = "Written when everything answers: addresses, accounts, processes, as JSON.")
  private Optional<Path> worldFile = Optional.empty();

  @Option(
      names = "--sample-traffic",
      description = "Send some transactions and print each one's way to finalized.")
  private boolean sampleTraffic;

  @Option(
      names = "--once",
      description = "Sample traffic, then stop; exit code 0 when all of it became final.")
  private boolean once;

  @Option(
      names = "--da-block-time-ms",
      defaultValue = "1000",
      paramLabel = "MS",
      description = "Between blocks of the DA layer (default: ${DEFAULT-VALUE}).")
  private long daBlockTimeMs;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws ConfigException, FailedException {
    if (daBlockTimeMs < 1 || daBlockTimeMs > 3_600_000) {
      throw new ConfigException("--da-block-time-ms is 1 to 3600000, not " + daBlockTimeMs);
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      Path place =
          directory.isPresent() ? directory.get() : Files.createTempDirectory("metro-dev-");
      DevSession session =
          new DevSession(
              place,
              directory.isEmpty(),
              worldFile,
              Duration.ofMillis(daBlockTimeMs),
              out,
              isTerminal());
      boolean good = once ? session.runOnce() : session.run(sampleTraffic);
      return good ? 0 : Metro.FAILED;
    } catch (IOException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      // Told to end while starting or during the sample traffic.
      return Metro.FAILED;
    }
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
