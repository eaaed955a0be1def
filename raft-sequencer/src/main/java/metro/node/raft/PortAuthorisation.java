package metro.node.raft;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import metro.node.tls.CertificateNames;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may call what on Ratis' ports. TLS lets in holders of the committee's certificates only; of
 * these, members may replicate, a member itself may administer its own server, and nobody may
 * append as a client: entries come through the leader's own gateway, in its process.
 */
final class PortAuthorisation implements GrpcServices.Customizer {
  private static final Logger LOG = LoggerFactory.getLogger(PortAuthorisation.class);
  private static final String REPLICATION = RaftServerProtocolServiceGrpc.SERVICE_NAME;
  private static final String ADMINISTRATION = AdminProtocolServiceGrpc.SERVICE_NAME;
  private static final long HANDSHAKE_SECONDS = 10;
  private static final int MAX_METADATA_BYTES = 8 * 1024;

  private final String self;
  private final Set<String> members;

  PortAuthorisation(String self, Set<String> members) {
    this.self = self;
    this.members = Set.copyOf(members);
  }

  @Override
  public NettyServerBuilder customize(
      NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
    boolean adminPort = types.equals(EnumSet.of(GrpcServices.Type.ADMIN));
    return builder
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .intercept(new Interceptor(adminPort));
  }

  /** Whether the holder of {@code name}'s certificate may call {@code service}. */
  boolean allows(String name, String service, boolean adminPort) {
    return switch (service) {
      case REPLICATION -> members.contains(name) && !name.equals(self);
      // On the members' common port nobody administers, whatever certificate he shows.
      case ADMINISTRATION -> adminPort && name.equals(self);
      default -> false;
    };
  }

  private final class Interceptor implements ServerInterceptor {
    private final boolean adminPort;

    Interceptor(boolean adminPort) {
      this.adminPort = adminPort;
    }

    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
        ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
      SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      String name = Optional.ofNullable(session).flatMap(CertificateNames::peer).orElse("");
      String service = String.valueOf(call.getMethodDescriptor().getServiceName());
      if (allows(name, service, adminPort)) {
        return next.startCall(call, headers);
      }
      LOG.warn("refused {} to '{}'", call.getMethodDescriptor().getFullMethodName(), name);
      call.close(
          Status.PERMISSION_DENIED.withDescription("not allowed for this certificate"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
