package metro.node.rpc;

import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metro.jsonrpc.JsonRpcServer;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Routes;
import metro.node.chain.Chain;
import metro.node.follow.FollowService;
import metro.node.ingress.Ingress;
import metro.node.log.RaftLog;
import metro.state.LedgerView;
import metro.state.RollupId;

/**
 * The public ports of a member: gRPC, and, where wanted, JSON-RPC below {@code /rpc/{chain id}} for
 * each registered rollup and for the committee's own chain.
 */
public final class PublicApi implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final long committee;
  private final RpcConfig config;
  private final Ingress ingress;
  private final Chain chain;
  private final InstantSource clock;
  private final PostedBatches posted;
  private final CertificateWaiter certificates;
  private final CommonMethods common;
  private final NewHeads heads;
  private final Map<Long, MethodTable> tables = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rpc-", 0).factory());
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final GrpcEndpoint grpc;
  private final Optional<JsonRpcServer> jsonRpc;

  /**
   * Binds the ports and serves.
   *
   * @param self this member's name
   * @param committee primary chain id
   */
  public PublicApi(
      String self,
      long committee,
      RpcConfig config,
      RaftLog log,
      Chain chain,
      Ingress ingress,
      FollowService follow,
      InstantSource clock) {
    this.committee = committee;
    this.config = config;
    this.ingress = ingress;
    this.chain = chain;
    this.clock = clock;
    this.posted = new PostedBatches(chain);
    this.certificates = new CertificateWaiter(chain);
    Tracker tracker = new Tracker(ingress, chain, posted);
    Receipts receipts = new Receipts(chain, certificates);
    this.common = new CommonMethods(ingress, chain, tracker, receipts);
    this.heads = new NewHeads(chain, new NativeBlocks(committee, chain));
    this.grpc =
        new GrpcEndpoint(
            new InetSocketAddress(config.host(), config.grpcPort()),
            config.tls(),
            new SequencerService(
                ingress,
                follow,
                tracker,
                receipts,
                new CommitteeReport(self, log, chain),
                config.grpcLimits()),
            config.grpcLimits());
    this.jsonRpc =
        config.jsonRpcPort().isPresent()
            ? Optional.of(serve(config.jsonRpcPort().getAsInt()))
            : Optional.empty();
  }

  private JsonRpcServer serve(int port) {
    return JsonRpcServer.start(
        new JsonRpcServer.Config(
            config.host(), port, config.jsonRpcLimits(), config.origins(), config.tls()),
        Routes.under("/rpc/", this::methods));
  }

  /** The gRPC port. */
  public int grpcPort() {
    return grpc.port();
  }

  /** The JSON-RPC port; 0 when there is none. */
  public int jsonRpcPort() {
    return jsonRpc.map(JsonRpcServer::port).orElse(0);
  }

  /** The table of a chain id in decimal; rollups appear when they are registered. */
  private Optional<MethodTable> methods(String id) {
    if (id.isEmpty() || id.length() > 16 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    long chainId = Long.parseLong(id);
    MethodTable known = tables.get(chainId);
    if (known != null) {
      return Optional.of(known);
    }
    if (chainId == committee) {
      return Optional.of(
          tables.computeIfAbsent(
              chainId, c -> new NativeMethods(c, common, ingress, chain, heads).table()));
    }
    if (!RollupId.isValid(chainId)
        || new LedgerView(chain.view()).rollup(new RollupId(chainId)).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(tables.computeIfAbsent(chainId, c -> rollupTable(new RollupId(c))));
  }

  private MethodTable rollupTable(RollupId rollup) {
    Optional<RollupNode> node =
        Optional.ofNullable(config.rollupNodes().get(rollup)).map(u -> new RollupNode(http, u));
    return new RollupMethods(rollup, node, common, ingress, chain, clock, threads).table();
  }

  @Override
  public void close() {
    jsonRpc.ifPresent(JsonRpcServer::close);
    grpc.close();
    heads.close();
    certificates.close();
    posted.close();
    threads.shutdownNow();
    http.shutdownNow();
  }
}
