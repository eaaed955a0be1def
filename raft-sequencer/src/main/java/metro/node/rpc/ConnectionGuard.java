package metro.node.rpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts connections, in all and by address, and the bytes of each that wait for an answer. Calls
 * on a connection too many are refused.
 */
final class ConnectionGuard extends ServerTransportFilter implements ServerInterceptor {
  private static final Context.Key<Connection> CONNECTION = Context.key("metro-connection");
  private static final Attributes.Key<Connection> ATTRIBUTE =
      Attributes.Key.create("metro-connection");
  private static final int RETRY_AFTER_MS = 1000;

  private final GrpcLimits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  /** One connection's share. */
  static final class Connection {
    private final String address;
    private final boolean tooMany;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    Connection(String address, boolean tooMany, long maxBytes) {
      this.address = address;
      this.tooMany = tooMany;
      this.maxBytes = maxBytes;
    }

    /** Where the client is. */
    String address() {
      return address;
    }

    /** Whether {@code count} bytes more may wait; give them back with {@link #release}. */
    boolean acquire(long count) {
      if (bytes.addAndGet(count) <= maxBytes) {
        return true;
      }
      bytes.addAndGet(-count);
      return false;
    }

    void release(long count) {
      bytes.addAndGet(-count);
    }
  }

  ConnectionGuard(GrpcLimits limits) {
    this.limits = limits;
  }

  /** The connection of the call being handled; empty in process. */
  static Optional<Connection> current() {
    return Optional.ofNullable(CONNECTION.get());
  }

  /** Connections at the moment. */
  int connections() {
    return connections.get();
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    String address = address(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    int all = connections.incrementAndGet();
    int here = byAddress.merge(address, 1, Integer::sum);
    boolean tooMany = all > limits.maxConnections() || here > limits.maxConnectionsPerAddress();
    Connection connection = new Connection(address, tooMany, limits.maxBytesInFlight());
    return transport.toBuilder().set(ATTRIBUTE, connection).build();
  }

  @Override
  public void transportTerminated(Attributes transport) {
    Connection connection = transport == null ? null : transport.get(ATTRIBUTE);
    if (connection != null) {
      connections.decrementAndGet();
      byAddress.computeIfPresent(connection.address, (a, n) -> n == 1 ? null : n - 1);
    }
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    Connection connection = call.getAttributes().get(ATTRIBUTE);
    if (connection == null) {
      return next.startCall(call, headers);
    }
    if (connection.tooMany) {
      call.close(Overload.status("too many connections"), Overload.hint(RETRY_AFTER_MS));
      return new ServerCall.Listener<>() {};
    }
    Context context = Context.current().withValue(CONNECTION, connection);
    return Contexts.interceptCall(context, call, headers, next);
  }

  private static String address(SocketAddress address) {
    return address instanceof InetSocketAddress a ? a.getHostString() : String.valueOf(address);
  }
}
