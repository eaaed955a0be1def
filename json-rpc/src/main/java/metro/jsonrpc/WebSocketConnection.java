package metro.jsonrpc;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. Messages are worked on side by side, so many at once; everything sent goes through
 * one bounded queue and one thread. Who does not read is cut off when the queue is full.
 */
final class WebSocketConnection implements WsListener, PushChannel {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

  /** What the writer sends. */
  private sealed interface Outgoing {
    record Text(String text) implements Outgoing {}

    record Pong(BufferData payload) implements Outgoing {}

    record Ping() implements Outgoing {}

    record Close(int code, String reason) implements Outgoing {}
  }

  private final JsonRpcLimits limits;
  private final AllowedOrigins origins;
  private final Routes routes;
  private final TokenGuard guard;
  private final Dispatcher dispatcher;
  private final RequestDeadlines deadlines;
  private final BlockingQueue<Outgoing> outgoing;
  private final AtomicLong queuedChars = new AtomicLong();
  private final Semaphore inFlight;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> closeActions = new ArrayList<>();
  private boolean closed;
  private @Nullable MethodTable table;
  private volatile @Nullable ConnectionContext connection;
  private volatile @Nullable Thread writer;

  WebSocketConnection(
      JsonRpcLimits limits,
      AllowedOrigins origins,
      Routes routes,
      TokenGuard guard,
      Dispatcher dispatcher,
      RequestDeadlines deadlines) {
    this.limits = limits;
    this.origins = origins;
    this.routes = routes;
    this.guard = guard;
    this.dispatcher = dispatcher;
    this.deadlines = deadlines;
    this.outgoing = new LinkedBlockingQueue<>(limits.maxQueuedPerSocket());
    this.inFlight = new Semaphore(limits.maxInFlightPerSocket());
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    String origin = headers.first(HeaderNames.ORIGIN).orElse("");
    if (!origin.isEmpty() && !origins.allows(origin)) {
      throw new WsUpgradeException("origin not allowed");
    }
    if (!guard.admits(headers, prologue.query())) {
      throw new WsUpgradeException("a valid bearer token is required");
    }
    table =
        routes
            .at(prologue.uriPath().path())
            .orElseThrow(() -> new WsUpgradeException("nothing at this path"));
    return Optional.empty();
  }

  @Override
  public void onOpen(WsSession session) {
    ConnectionContext ctx = (ConnectionContext) session.socketContext();
    connection = ctx;
    deadlines.finished(ctx.socketId(), ctx.remotePeer().port());
    writer = Thread.ofVirtual().name("json-rpc-ws-writer").start(() -> write(session));
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    receive(text.getBytes(StandardCharsets.UTF_8), last);
  }

  @Override
  public void onMessage(WsSession session, BufferData buffer, boolean last) {
    receive(buffer.readBytes(), last);
  }

  @Override
  public void onPing(WsSession session, BufferData buffer) {
    offer(new Outgoing.Pong(BufferData.create(buffer.readBytes())), 0);
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    closed();
  }

  @Override
  public void onError(WsSession session, Throwable t) {
    LOG.debug("WebSocket of {} failed", remote(), t);
    closed();
  }

  private void receive(byte[] bytes, boolean last) {
    if (partial.size() + bytes.length > limits.maxBodyBytes()) {
      partial.reset();
      offer(new Outgoing.Close(WsCloseCodes.TOO_BIG, "message too big"), 0);
      return;
    }
    partial.writeBytes(bytes);
    if (!last) {
      return;
    }
    byte[] message = partial.toByteArray();
    partial.reset();
    try {
      inFlight.acquire(); // stops reading this connection, nothing else
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Thread.ofVirtual().name("json-rpc-ws-call").start(() -> answer(message));
  }

  private void answer(byte[] message) {
    try {
      MethodTable methods = table;
      if (methods != null) {
        Queue<Runnable> after = new ConcurrentLinkedQueue<>();
        Dispatcher.Caller caller = new Dispatcher.Caller(remote(), Optional.of(this), after::add);
        dispatcher
            .dispatch(methods, message, caller)
            .ifPresent(r -> queue(new String(r, StandardCharsets.UTF_8)));
        after.forEach(Runnable::run);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (NoReplyException e) {
      cutOff();
    } finally {
      inFlight.release();
    }
  }

  @Override
  public boolean notify(String method, tools.jackson.databind.JsonNode params) {
    var message = Json.object().put("jsonrpc", "2.0").put("method", method);
    message.set("params", params);
    return queue(Json.mapper().writeValueAsString(message));
  }

  private boolean queue(String text) {
    return offer(new Outgoing.Text(text), text.length());
  }

  private boolean offer(Outgoing message, int chars) {
    if (isClosed()) {
      return false;
    }
    long queued = queuedChars.addAndGet(chars);
    boolean fits = queued - chars == 0 || queued <= limits.maxQueuedBytesPerSocket();
    if (fits && outgoing.offer(message)) {
      return true;
    }
    LOG.info("WebSocket of {} reads too slowly and is cut off", remote());
    cutOff();
    return false;
  }

  private void write(WsSession session) {
    long pingEveryMs = Math.max(1, limits.readTimeout().toMillis() / 3);
    try {
      while (!isClosed()) {
        Outgoing next = outgoing.poll(pingEveryMs, TimeUnit.MILLISECONDS);
        if (!send(session, next == null ? new Outgoing.Ping() : next)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("cannot write to the WebSocket of {}", remote(), e);
    } finally {
      cutOff();
    }
  }

  /** Returns false when it was the last message. */
  private boolean send(WsSession session, Outgoing message) {
    switch (message) {
      case Outgoing.Text t -> {
        queuedChars.addAndGet(-t.text().length());
        session.send(t.text(), true);
      }
      case Outgoing.Pong p -> session.pong(p.payload());
      case Outgoing.Ping ignored -> session.ping(BufferData.create(new byte[0]));
      case Outgoing.Close c -> {
        session.close(c.code(), c.reason());
        return false;
      }
    }
    return true;
  }

  private String remote() {
    ConnectionContext ctx = connection;
    return ctx == null ? "?" : ctx.remotePeer().host();
  }

  private void cutOff() {
    ConnectionContext ctx = connection;
    if (ctx != null) {
      ctx.serverSocket().close();
    }
    closed();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onClose(Runnable action) {
    lock.lock();
    try {
      if (!closed) {
        closeActions.add(action);
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  private void closed() {
    List<Runnable> actions;
    lock.lock();
    try {
      closed = true;
      actions = List.copyOf(closeActions);
      closeActions.clear();
    } finally {
      lock.unlock();
    }
    Thread thread = writer;
    if (thread != null && !thread.equals(Thread.currentThread())) {
      thread.interrupt();
    }
    actions.forEach(Runnable::run);
  }
}
