package metro.da.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import metro.da.DaHeight;
import metro.da.Limits;
import metro.da.celestia.CelestiaLayer;
import metro.da.embedded.faults.Faults;
import metro.ethereum.Address;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.JsonRpcLimits;
import metro.jsonrpc.JsonRpcServer;
import metro.jsonrpc.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local data availability layer: real squares, headers and proofs, celestia-node's JSON-RPC over
 * HTTP and WebSocket. One validator, whose key everybody can compute: what it says is only as good
 * as the process that says it.
 */
public final class EmbeddedDa implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDa.class);

  /** Connections at once: each may hold a body of {@link Limits#MAX_REQUEST_BYTES} in memory. */
  private static final int MAX_CONNECTIONS = 100;

  private static final JsonRpcLimits LIMITS =
      new JsonRpcLimits(
          MAX_CONNECTIONS,
          MAX_CONNECTIONS,
          16 * 1024,
          Limits.MAX_REQUEST_BYTES,
          50,
          Limits.MAX_RESPONSE_BYTES,
          32,
          256,
          64L * 1024 * 1024,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5));

  private final EmbeddedDaConfig config;
  private final Faults faults = new Faults();
  private final EmbeddedChain chain;
  private final NodeView node;
  private final Submissions submissions;
  private final JsonRpcServer server;
  private final Optional<GrpcNode> grpc;
  private final Optional<AdminPort> admin;
  private final Thread ticker;

  private EmbeddedDa(EmbeddedDaConfig config) {
    this.config = config;
    this.chain =
        new EmbeddedChain(config, BlockStore.open(config.directory(), config.chainId()), faults);
    this.node = new NodeView(chain, faults);
    this.submissions = new Submissions(config, chain, faults);
    if (chain.head() == 0) {
      chain.produce();
    }
    this.server =
        JsonRpcServer.start(
            new JsonRpcServer.Config(
                config.endpoints().host(), config.endpoints().port(), LIMITS, AllowedOrigins.NONE),
            Routes.everywhere(new NodeMethods(chain, node, submissions).table()),
            config.endpoints().bearerToken());
    this.grpc =
        config.endpoints().grpcPort().stream()
            .mapToObj(port -> new GrpcNode(config.endpoints().host(), port, config, chain, node))
            .findFirst();
    this.admin =
        config.endpoints().adminPort().stream()
            .mapToObj(port -> new AdminPort(port, chain, faults))
            .findFirst();
    this.ticker = Thread.ofPlatform().daemon().name("da-blocks").unstarted(this::tick);
  }

  /**
   * Opens the directory, makes the first block where there is none, and serves.
   *
   * @throws IllegalStateException when the directory is in use or the port cannot be bound
   */
  public static EmbeddedDa start(EmbeddedDaConfig config) {
    EmbeddedDa da = new EmbeddedDa(config);
    if (!config.blocks().blockTime().isZero()) {
      da.ticker.start();
    }
    return da;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** The port of gRPC, where it is served. */
  public OptionalInt grpcPort() {
    return grpc.map(g -> OptionalInt.of(g.port())).orElseGet(OptionalInt::empty);
  }

  /** The port of the fault switches, where it is served. */
  public OptionalInt adminPort() {
    return admin.map(a -> OptionalInt.of(a.port())).orElseGet(OptionalInt::empty);
  }

  /** Where clients find it. */
  public URI endpoint() {
    return URI.create("http://" + config.endpoints().host() + ":" + port());
  }

  /** The same layer without the network between. */
  public CelestiaLayer layer() {
    return new EmbeddedDaLayer(node, submissions);
  }

  /** What can be made to go wrong. */
  public Faults faults() {
    return faults;
  }

  /** The account that pays for submissions that name nobody. */
  public static Address defaultPayer() {
    return EmbeddedDaConfig.DEVELOPMENT_KEY.address();
  }

  /** Makes one block now and returns its height; for tests and for a block time of zero. */
  public DaHeight produceBlock() {
    return new DaHeight(chain.produce().height());
  }

  private void tick() {
    long everyNanos = config.blocks().blockTime().toNanos();
    long next = System.nanoTime() + everyNanos;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        chain.produce();
        next = Math.max(next + everyNanos, System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      LOG.error("the embedded DA layer makes no more blocks", e);
    }
  }

  @Override
  public void close() {
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.ifPresent(AdminPort::close);
    grpc.ifPresent(GrpcNode::close);
    server.close();
    chain.close();
  }
}
