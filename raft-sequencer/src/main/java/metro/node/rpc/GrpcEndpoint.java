package metro.node.rpc;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import metro.jsonrpc.ServerTls;
import metro.wire.SequencerGrpc;

/** The public gRPC port: the API, reflection and health, within {@link GrpcLimits}. */
final class GrpcEndpoint implements AutoCloseable {
  private static final long CLOSE_WAIT_MS = 2000;
  // gRPC tells of every connection that speaks no HTTP/2 with a stack trace: anybody could fill
  // the log.
  private static final Logger TRANSPORT =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport");

  static {
    TRANSPORT.setLevel(Level.WARNING);
  }

  private final HealthStatusManager health = new HealthStatusManager();
  private final ConnectionGuard guard;
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-call-", 0).factory());
  private final Server server;

  GrpcEndpoint(
      InetSocketAddress address,
      Optional<ServerTls> tls,
      SequencerService service,
      GrpcLimits limits) {
    this.guard = new ConnectionGuard(limits);
    NettyServerBuilder builder =
        bounded(NettyServerBuilder.forAddress(address), limits)
            .executor(calls)
            .addTransportFilter(guard)
            .intercept(guard)
            .addService(service)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    tls.ifPresent(files -> builder.sslContext(context(files)));
    this.server = start(builder, address);
    health.setStatus("", ServingStatus.SERVING);
    health.setStatus(SequencerGrpc.SERVICE_NAME, ServingStatus.SERVING);
  }

  private static NettyServerBuilder bounded(NettyServerBuilder builder, GrpcLimits limits) {
    return builder
        .maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
        .maxInboundMessageSize(limits.maxMessageBytes())
        .maxInboundMetadataSize(limits.maxHeaderBytes())
        .maxRstFramesPerWindow(
            limits.maxResets(), Math.toIntExact(limits.resetWindow().toSeconds()))
        .handshakeTimeout(limits.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionIdle(limits.maxIdle().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTime(limits.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(limits.keepAlive().toMillis() / 2, TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static Server start(NettyServerBuilder builder, InetSocketAddress address) {
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen for gRPC on " + address, e);
    }
  }

  private static SslContext context(ServerTls files) {
    try {
      return GrpcSslContexts.forServer(files.certificates().toFile(), files.privateKey().toFile())
          .build();
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot use " + files.certificates() + " and " + files.privateKey() + " for TLS", e);
    }
  }

  int port() {
    return server.getPort();
  }

  int connections() {
    return guard.connections();
  }

  /** No new calls; those at work have a little time. */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    calls.shutdownNow();
  }
}
