package metro.jsonrpc;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections that do not finish sending a request in time, however steadily they trickle: a
 * read timeout alone is satisfied by one byte now and then.
 */
final class RequestDeadlines implements Http1ConnectionListener, AutoCloseable {
  private static final long CHECK_EVERY_MS = 500;

  private record Reading(ConnectionContext connection, long deadlineNanos) {}

  private final Map<String, Reading> reading = new ConcurrentHashMap<>();
  private final long timeoutNanos;
  private final Thread thread;

  RequestDeadlines(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    this.thread = Thread.ofVirtual().name("json-rpc-deadlines").unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  @Override
  public void prologue(ConnectionContext ctx, HttpPrologue prologue) {
    String key = key(ctx.socketId(), ctx.remotePeer().port());
    reading.put(key, new Reading(ctx, System.nanoTime() + timeoutNanos));
  }

  /** The request has been read whole, or the connection has become a WebSocket. */
  void finished(String socketId, int remotePort) {
    reading.remove(key(socketId, remotePort));
  }

  private static String key(String socketId, int remotePort) {
    return socketId + ":" + remotePort;
  }

  private void watch() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(CHECK_EVERY_MS);
        long now = System.nanoTime();
        reading.values().removeIf(r -> closeIfLate(r, now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean closeIfLate(Reading r, long now) {
    if (now - r.deadlineNanos() < 0) {
      return false;
    }
    r.connection().serverSocket().close();
    return true;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
