package metro.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import metro.cli.config.Addresses;
import metro.cli.config.Addresses.HostPort;
import metro.cli.config.ConfigException;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metro da}: the embedded DA layer alone. */
@Command(
    name = "da",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the embedded DA layer alone: a local Celestia with real squares and proofs.",
      "",
      "Speaks celestia-node's JSON-RPC over HTTP and WebSocket. It has no validators: what it says"
          + " is only as good as this process. For development and tests.",
    },
    footer = {"", "Example:", "  metro da --dir da --listen 127.0.0.1:26658"})
final class DaCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DaCommand.class);

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the blocks are kept; made when absent.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path directory;

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1:26658",
      paramLabel = "HOST:PORT",
      description = "Where clients connect (default: ${DEFAULT-VALUE}).")
  private String listen = "";

  @Option(
      names = "--block-time-ms",
      defaultValue = "6000",
      paramLabel = "MS",
      description = "Between blocks (default: ${DEFAULT-VALUE}, Celestia's).")
  private long blockTimeMs;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Asked of every caller as bearer token; none: everybody may call.")
  private Optional<String> token = Optional.empty();

  @Mixin private Lifetime lifetime = new Lifetime();

  @Override
  public Integer call() throws ConfigException, FailedException, InterruptedException {
    if (blockTimeMs < 1 || blockTimeMs > 3_600_000) {
      throw new ConfigException("--block-time-ms is 1 to 3600000, not " + blockTimeMs);
    }
    HostPort address = address();
    EmbeddedDaConfig config =
        EmbeddedDaConfig.in(directory)
            .listening(address.host(), address.port())
            .every(Duration.ofMillis(blockTimeMs));
    EmbeddedDa da = start(token.map(config::withBearerToken).orElse(config));
    LOG.info("DA layer at {}", da.endpoint());
    lifetime.run("DA layer", da);
    return 0;
  }

  private HostPort address() throws ConfigException {
    try {
      return Addresses.hostPort(listen);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--listen " + listen + ": " + e.getMessage());
    }
  }

  private static EmbeddedDa start(EmbeddedDaConfig config) throws FailedException {
    try {
      return EmbeddedDa.start(config);
    } catch (IllegalStateException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    }
  }
}
