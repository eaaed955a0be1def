package metro.da.embedded;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import metro.da.Limits;
import metro.da.celestia.proto.cosmos.tx.ServiceGrpc;

/** The gRPC services of a consensus node that posting needs, with health and reflection. */
final class GrpcNode implements AutoCloseable {
  /** Calls of one connection at once: each may hold a transaction of 8 MiB. */
  private static final int MAX_CALLS_PER_CONNECTION = 32;

  private final Server server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Binds and serves.
   *
   * @throws IllegalStateException when the port cannot be bound
   */
  GrpcNode(String host, int port, EmbeddedDaConfig config, EmbeddedChain chain, NodeView node) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .executor(threads)
            .maxInboundMessageSize(Limits.MAX_REQUEST_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .permitKeepAliveWithoutCalls(true)
            .permitKeepAliveTime(5, TimeUnit.SECONDS);
    List.of(
            new GrpcTxService(chain, node),
            new GrpcTxStatusService(chain),
            new GrpcGasService(config),
            GrpcStateServices.accounts(chain),
            GrpcStateServices.balances(chain),
            GrpcStateServices.blocks(config, node),
            GrpcStateServices.nodeConfig(config))
        .forEach(
            service -> builder.addService(ServerInterceptors.intercept(service, new Gate(node))));
    HealthStatusManager health = new HealthStatusManager();
    server =
        builder
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      threads.shutdownNow();
      throw new IllegalStateException("cannot serve gRPC at " + host + ":" + port, e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Faults of the connection come before every call. */
  private record Gate(NodeView node) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      boolean submission = call.getMethodDescriptor().equals(ServiceGrpc.getBroadcastTxMethod());
      try {
        node.enter(submission);
        return next.startCall(call, headers);
      } catch (NoAnswerException e) {
        call.close(status(e), new Metadata());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        call.close(Status.CANCELLED, new Metadata());
      }
      return new ServerCall.Listener<>() {};
    }

    private static Status status(NoAnswerException e) {
      boolean away = e.status() == 0 || e.status() == 503;
      return (away ? Status.UNAVAILABLE : Status.INTERNAL).withDescription(e.getMessage());
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    threads.shutdownNow();
  }
}
