package metro.rollup;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metro.da.DaHeight;
import metro.da.celestia.Namespace;
import metro.da.connect.DaChoice;
import metro.ethereum.Address;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.ServerTls;
import metro.rollup.soft.MemberEndpoint;
import metro.state.Committee;
import metro.state.RollupId;

/**
 * Everything a rollup node is told. All of it but the addresses is the same on every node of the
 * rollup; a node with another genesis file, trust root, start or namespace is on another chain.
 *
 * @param rollup EIP-155 chain id
 * @param genesisFile the EVM genesis in geth's format; its coinbase and gas limit hold for every
 *     block
 * @param committee whom to trust at first
 * @param members public gRPC endpoints, at least one, in any order
 * @param da where the DA layer is read
 * @param dataDir everything the node keeps
 * @param rpc where wallets connect
 * @param mirrors external execution clients that follow the chain
 * @param admin where metrics are served; empty: nowhere
 */
public record RollupConfig(
    RollupId rollup,
    Path genesisFile,
    Committee committee,
    List<MemberEndpoint> members,
    DaConfig da,
    Path dataDir,
    RpcConfig rpc,
    List<MirrorConfig> mirrors,
    Optional<InetSocketAddress> admin) {
  /** The address to listen on unless told otherwise: nobody but this machine. */
  public static final String LOOPBACK = "127.0.0.1";

  /**
   * The DA layer.
   *
   * @param layer which one, and how to reach it
   * @param rollupNamespace of the rollup's blobs
   * @param committeeNamespace of the committee's metadata blobs
   * @param poster the committee's account there: blobs of others are ignored. Empty: certificates
   *     alone decide
   * @param start the height to begin at, at or before the committee's first batch
   * @param forcedInclusionDelay how long the committee may take to include what was posted in the
   *     rollup's forced namespace, by the DA layer's clock; whole seconds
   */
  public record DaConfig(
      DaChoice layer,
      Namespace rollupNamespace,
      Namespace committeeNamespace,
      Optional<Address> poster,
      DaHeight start,
      Duration forcedInclusionDelay) {
    /** The delay unless told otherwise. */
    public static final Duration DEFAULT_FORCED_INCLUSION_DELAY = Duration.ofHours(1);

    public DaConfig {
      require(rollupNamespace.mayHoldBlobs(), "da.rollupNamespace is reserved");
      require(committeeNamespace.mayHoldBlobs(), "da.committeeNamespace is reserved");
      require(
          !rollupNamespace.equals(committeeNamespace),
          "da.rollupNamespace and da.committeeNamespace must differ");
      require(start.value() > 0, "da.start is a height from 1");
      require(!forcedInclusionDelay.isNegative(), "da.forcedInclusionDelay is negative");
    }

    /** The default namespaces of a rollup of a committee. */
    public static DaConfig of(DaChoice layer, RollupId rollup, long committee) {
      return new DaConfig(
          layer,
          Namespace.ofRollup(rollup),
          Namespace.ofCommittee(committee),
          Optional.empty(),
          new DaHeight(1),
          DEFAULT_FORCED_INCLUSION_DELAY);
    }

    /** The same with another delay. */
    public DaConfig withForcedInclusionDelay(Duration delay) {
      return new DaConfig(layer, rollupNamespace, committeeNamespace, poster, start, delay);
    }
  }

  /**
   * The Ethereum JSON-RPC server, HTTP and WebSocket on one port.
   *
   * @param host address to listen on
   * @param port 0 takes a free one
   * @param origins web pages that may call; wallets in a browser extension need none
   * @param tls speaks TLS with it; plain text without
   */
  public record RpcConfig(String host, int port, AllowedOrigins origins, Optional<ServerTls> tls) {
    public RpcConfig {
      require(port >= 0 && port <= 65_535, "rpc.port " + port + " is not 0 to 65535");
    }

    /** On this machine only. */
    public static RpcConfig loopback(int port) {
      return new RpcConfig(LOOPBACK, port, AllowedOrigins.ANY, Optional.empty());
    }
  }

  /**
   * An external execution client.
   *
   * @param engineUrl its Engine API
   * @param jwtSecretFile 32 bytes in hexadecimal
   */
  public record MirrorConfig(URI engineUrl, Path jwtSecretFile) {}

  public RollupConfig {
    members = List.copyOf(members);
    mirrors = List.copyOf(mirrors);
    require(!members.isEmpty(), "members: at least one endpoint is needed");
    require(
        committee.chainId() != rollup.chainId(),
        "rollup " + rollup + " has the committee's own chain id");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
