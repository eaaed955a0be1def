package metro.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import metro.cli.config.ConfigException;
import metro.cli.config.NodeSettings;
import metro.node.Rejoining;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** {@code metro rejoin}: the way back of a member whose disk was lost. */
@Command(
    name = "rejoin",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Brings back a member whose data were lost, or restored from an old copy.",
      "",
      "Stop the member, move what is left of its data directory away, run this, and start it with"
          + " `metro node`. It needs the member's node.toml, key and TLS files, and a majority of"
          + " the committee. The others take the member out of the log's configuration and tell up"
          + " to which height it may have signed; its directories are made anew; when it was"
          + " started and has caught up, they take it in again. Repeating it does no harm.",
    },
    footer = {
      "",
      "Examples:",
      "  metro rejoin --config committee/member-3/node.toml",
    })
final class RejoinCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config = new ConfigOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws ConfigException, FailedException {
    NodeSettings settings = NodeSettings.read(config.read());
    try {
      long height = Rejoining.prepare(settings.config(), settings.key());
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s is out of the log's configuration and signs above height %d only.%n"
              + "Start it with `metro node`; metro_rejoining turns 0 when it counts again.%n",
          settings.config().member(), height);
      out.flush();
      return 0;
    } catch (IOException e) {
      throw new FailedException(
          "%s cannot re-join: %s".formatted(settings.config().member(), e.getMessage()));
    }
  }
}
