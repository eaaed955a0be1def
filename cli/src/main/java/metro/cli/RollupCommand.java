package metro.cli;

import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import metro.cli.config.ConfigException;
import metro.cli.config.RollupSettings;
import metro.rollup.RollupConfig;
import metro.rollup.RollupNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code metro rollup}: one rollup's node. */
@Command(
    name = "rollup",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a lazy rollup node: follows the committee softly, executes, finalises what it has proven"
          + " to be on the DA layer, and serves wallets.",
    },
    footer = {
      "",
      "Examples:",
      "  metro rollup --config committee/rollup-910001/rollup.toml",
      "  metro rollup --config rollup.toml --set rpc.listen=127.0.0.1:9545",
    })
final class RollupCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config = new ConfigOptions();
  @Mixin private Lifetime lifetime = new Lifetime();

  @Override
  public Integer call() throws ConfigException, FailedException, InterruptedException {
    RollupConfig settings = RollupSettings.read(config.read());
    lifetime.run("rollup " + settings.rollup(), start(settings));
    return 0;
  }

  private static RollupNode start(RollupConfig settings) throws ConfigException, FailedException {
    try {
      return RollupNode.start(settings);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    }
  }
}
