package metro.cli;

import java.io.IOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import metro.cli.config.ConfigException;
import metro.cli.config.NodeSettings;
import metro.node.SequencerNode;
import metro.node.log.FailStop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code metro node}: one member of a committee. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs one member of a committee.",
      "",
      "`metro init` makes its files. Stops cleanly at SIGTERM; ends with code 70 when it must not go"
          + " on, and its last log line says why.",
    },
    footer = {
      "",
      "Examples:",
      "  metro node --config committee/member-1/node.toml",
      "  METRO_DA_URL=http://10.0.0.9:26658 metro node --config node.toml",
    })
final class NodeCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config = new ConfigOptions();
  @Mixin private Lifetime lifetime = new Lifetime();

  @Override
  public Integer call() throws ConfigException, FailedException, InterruptedException {
    NodeSettings settings = NodeSettings.read(config.read());
    lifetime.run("member " + settings.config().member(), start(settings));
    return 0;
  }

  private static SequencerNode start(NodeSettings settings) throws FailedException {
    try {
      SequencerNode node =
          new SequencerNode(
              settings.config(), settings.key(), InstantSource.system(), FailStop.halt());
      node.start();
      return node;
    } catch (BindException e) {
      throw new FailedException(
          "a port of this member is taken (%s): is it running already? Its ports: %s, raft and"
                  .formatted(e.getMessage(), settings.config().ports())
              + " member port of its entry in [[members]]");
    } catch (IOException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    }
  }
}
