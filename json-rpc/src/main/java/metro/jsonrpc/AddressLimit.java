package metro.jsonrpc;

import io.helidon.common.socket.SocketOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the connections of one address, from the moment they are accepted: also those on which
 * nothing is ever sent. Helidon hands every accepted socket to its options; one too many is closed
 * by what is thrown here.
 */
final class AddressLimit implements SocketOptions {
  private final SocketOptions options;
  private final int max;
  private final int addressesBeforeSweep;
  private final Map<InetAddress, Set<Socket>> open = new HashMap<>();

  /**
   * At most {@code max} for each address.
   *
   * @param options of every socket
   * @param maxConnections of all addresses together
   */
  AddressLimit(SocketOptions options, int max, int maxConnections) {
    this.options = options;
    this.max = max;
    this.addressesBeforeSweep = 2 * maxConnections;
  }

  @Override
  public void configureSocket(Socket socket) {
    count(socket);
    options.configureSocket(socket);
  }

  private synchronized void count(Socket socket) {
    if (open.size() >= addressesBeforeSweep) {
      open.values().forEach(sockets -> sockets.removeIf(Socket::isClosed));
      open.values().removeIf(Set::isEmpty);
    }
    Set<Socket> sockets = open.computeIfAbsent(socket.getInetAddress(), a -> new HashSet<>());
    if (sockets.size() >= max) {
      sockets.removeIf(Socket::isClosed);
    }
    if (sockets.size() >= max) {
      throw new IllegalStateException("too many connections of " + socket.getInetAddress());
    }
    sockets.add(socket);
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
