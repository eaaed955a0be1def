package metro.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metro.cli.config.Addresses;
import metro.cli.config.Addresses.HostPort;
import metro.cli.config.ConfigException;
import metro.da.celestia.Bech32;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Address;
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
      "Speaks celestia-node's JSON-RPC over HTTP and WebSocket, and the gRPC of a consensus node"
          + " (signed transactions, their status, accounts, gas). Its one validator's key is known to everybody: what it says"
          + " is only as good as this process. For development and tests.",
      "",
      "Every account has money unless --strict is given. Faults are set at the admin port: see"
          + " docs/DA.md.",
    },
    footer = {
      "",
      "Examples:",
      "  metro da --dir da",
      "  metro da --dir da --strict --fund celestia1...=1000000 --admin-port 26660",
      "  metro da --dir da --block-time-ms 0 --admin-port 26660    blocks by POST /blocks",
    })
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
      names = "--grpc-port",
      defaultValue = "9090",
      paramLabel = "PORT",
      description = "gRPC at the host of --listen (default: ${DEFAULT-VALUE}; 0: any free one).")
  private int grpcPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Fault switches over HTTP, on loopback only; without it there is no such port.")
  private Optional<Integer> adminPort = Optional.empty();

  @Option(
      names = "--block-time-ms",
      defaultValue = "3000",
      paramLabel = "MS",
      description =
          "Between blocks (default: ${DEFAULT-VALUE}, about Celestia's); 0: by hand only.")
  private long blockTimeMs;

  @Option(
      names = "--chain-id",
      defaultValue = "metro-da",
      paramLabel = "ID",
      description = "Name of the network, part of what is signed (default: ${DEFAULT-VALUE}).")
  private String chainId = "";

  @Option(
      names = "--app-version",
      defaultValue = "9",
      paramLabel = "N",
      description = "Of Celestia, as headers name it (default: ${DEFAULT-VALUE}).")
  private long appVersion;

  @Option(
      names = "--square-width",
      defaultValue = "128",
      paramLabel = "WIDTH",
      description = "Widest original square, a power of two to 512 (default: ${DEFAULT-VALUE}).")
  private int squareWidth;

  @Option(
      names = "--min-gas-price",
      defaultValue = "0.004",
      paramLabel = "UTIA",
      description = "Cheapest gas price that is taken (default: ${DEFAULT-VALUE}).")
  private BigDecimal minGasPrice = BigDecimal.ZERO;

  @Option(
      names = "--fund",
      paramLabel = "ADDRESS=UTIA",
      description = "An account and what it is opened with; may be repeated.")
  private Map<String, Long> fund = Map.of();

  @Option(names = "--strict", description = "Accounts that were not funded do not exist.")
  private boolean strict;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Asked of every caller as bearer token; none: everybody may call.")
  private Optional<String> token = Optional.empty();

  @Mixin private Lifetime lifetime = new Lifetime();

  @Override
  public Integer call() throws ConfigException, FailedException, InterruptedException {
    EmbeddedDa da = start(config());
    LOG.info("DA layer {} at {}", chainId, da.endpoint());
    da.grpcPort().ifPresent(port -> LOG.info("gRPC at {}:{}", da.endpoint().getHost(), port));
    da.adminPort()
        .ifPresent(port -> LOG.info("fault switches at http://127.0.0.1:{}/faults", port));
    LOG.info(
        "JSON-RPC signs as {} (a key everybody knows, never for value)",
        Bech32.encode(EmbeddedDa.defaultPayer()));
    lifetime.run("DA layer", da);
    return 0;
  }

  private EmbeddedDaConfig config() throws ConfigException {
    if (blockTimeMs < 0 || blockTimeMs > 3_600_000) {
      throw new ConfigException("--block-time-ms is 0 to 3600000, not " + blockTimeMs);
    }
    if (blockTimeMs == 0 && adminPort.isEmpty()) {
      throw new ConfigException("--block-time-ms 0 needs --admin-port: nothing else makes blocks");
    }
    HostPort address = address();
    try {
      EmbeddedDaConfig config =
          EmbeddedDaConfig.in(directory)
              .named(chainId)
              .listening(address.host(), address.port())
              .servingGrpc(grpcPort)
              .every(Duration.ofMillis(blockTimeMs))
              .squaresTo(squareWidth)
              .ofAppVersion(appVersion)
              .taking(minGasPrice, EmbeddedDaConfig.DEFAULT_MEMPOOL_TTL_BLOCKS)
              .funding(funded());
      config = adminPort.isPresent() ? config.servingAdmin(adminPort.get()) : config;
      config = token.isPresent() ? config.withBearerToken(token.get()) : config;
      return strict ? config.strict() : config;
    } catch (IllegalArgumentException e) {
      throw new ConfigException("metro da: " + e.getMessage());
    }
  }

  private Map<Address, Long> funded() throws ConfigException {
    Map<Address, Long> out = new LinkedHashMap<>();
    for (Map.Entry<String, Long> one : fund.entrySet()) {
      try {
        out.put(Bech32.decode(one.getKey()), one.getValue());
      } catch (IllegalArgumentException e) {
        throw new ConfigException("--fund " + one.getKey() + ": " + e.getMessage());
      }
    }
    return out;
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
