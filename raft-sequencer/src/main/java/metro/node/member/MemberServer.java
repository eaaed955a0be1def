package metro.node.member;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import metro.node.ingress.ForwardHandler;
import metro.node.seal.Commits;
import metro.node.tls.CertificateNames;
import metro.node.tls.MemberTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port the other members, and nobody else, talk to. */
public final class MemberServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberServer.class);
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int MAX_METADATA_BYTES = 8 * 1024;
  private static final int MAX_CALLS_PER_CONNECTION = 16;
  private static final long HANDSHAKE_SECONDS = 10;
  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 2;

  private final Server server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Listens at {@code address} after {@link #start}; lets in {@code members}.
   *
   * @param fit whether this member could lead
   */
  public MemberServer(
      InetSocketAddress address,
      MemberTls tls,
      Set<String> members,
      Commits commits,
      ForwardHandler forward,
      MembershipHandler membership,
      BooleanSupplier fit)
      throws IOException {
    this.server =
        NettyServerBuilder.forAddress(address, tls.serverCredentials())
            .executor(threads)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .permitKeepAliveTime(KEEP_ALIVE_SECONDS / 2, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new MembersOnly(Set.copyOf(members)))
            .addService(new MemberService(commits, forward, membership, fit))
            .build();
  }

  /** Begins to listen. */
  public void start() throws IOException {
    server.start();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }

  private record MembersOnly(Set<String> members) implements ServerInterceptor {
    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
        ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
      SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      String name = Optional.ofNullable(session).flatMap(CertificateNames::peer).orElse("");
      if (members.contains(name)) {
        Context context = Context.current().withValue(MemberService.CALLER, name);
        return Contexts.interceptCall(context, call, headers, next);
      }
      LOG.warn("refused {} to '{}'", call.getMethodDescriptor().getFullMethodName(), name);
      call.close(
          Status.PERMISSION_DENIED.withDescription("not allowed for this certificate"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
