package metro.jsonrpc;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves method tables over HTTP (POST) and WebSocket on one port. Each request has a virtual
 * thread.
 *
 * <p>Bodies need a Content-Length: chunked ones are answered with 411, because their framing cannot
 * be bounded before it is read.
 */
public final class JsonRpcServer implements AutoCloseable {
  // Helidon warns with a stack trace of every request that breaks off: anybody could fill the log.
  private static final Logger HELIDON = Logger.getLogger("io.helidon.webserver");

  static {
    HELIDON.setLevel(Level.SEVERE);
  }

  private final Config config;
  private final Routes routes;
  private final TokenGuard guard;
  private final Dispatcher dispatcher;
  private final RequestDeadlines deadlines;
  private final WebServer server;

  /**
   * Where and how to serve.
   *
   * @param host address to bind, usually 127.0.0.1
   * @param port 0 for any free one
   * @param limits bounds
   * @param origins which web pages may call
   * @param tls speaks TLS with it; plain text without
   */
  public record Config(
      String host,
      int port,
      JsonRpcLimits limits,
      AllowedOrigins origins,
      Optional<ServerTls> tls) {
    /** Plain text. */
    public Config(String host, int port, JsonRpcLimits limits, AllowedOrigins origins) {
      this(host, port, limits, origins, Optional.empty());
    }

    /** Loopback, with the default limits and every web page allowed. */
    public static Config loopback(int port) {
      return new Config("127.0.0.1", port, JsonRpcLimits.DEFAULT, AllowedOrigins.ANY);
    }
  }

  private JsonRpcServer(Config config, Routes routes, Optional<String> bearerToken) {
    this.config = config;
    this.guard = new TokenGuard(bearerToken);
    this.routes = routes;
    this.dispatcher = new Dispatcher(config.limits());
    this.deadlines = new RequestDeadlines(config.limits().requestTimeout());
    this.server = build();
  }

  /**
   * Binds and serves.
   *
   * @throws IllegalStateException when the port cannot be bound
   */
  public static JsonRpcServer start(Config config, Routes routes) {
    return start(config, routes, Optional.empty());
  }

  /**
   * Binds and serves those who show a token, as {@code Authorization: Bearer <token>} or as the
   * query {@code token=}.
   *
   * @param bearerToken none to serve everybody
   * @throws IllegalStateException when the port cannot be bound
   */
  public static JsonRpcServer start(Config config, Routes routes, Optional<String> bearerToken) {
    JsonRpcServer server = new JsonRpcServer(config, routes, bearerToken);
    server.server.start();
    server.deadlines.start();
    return server;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    deadlines.close();
    server.stop();
  }

  private WebServer build() {
    JsonRpcLimits limits = config.limits();
    Http1Config http =
        Http1Config.builder()
            .maxHeadersSize(limits.maxHeaderBytes())
            .maxPrologueLength(limits.maxHeaderBytes())
            .addReceiveListener(deadlines)
            .build();
    WebServerConfig.Builder builder = WebServer.builder();
    config.tls().ifPresent(files -> builder.tls(tls -> tls.sslContext(files.context())));
    return builder
        .address(new InetSocketAddress(config.host(), config.port()).getAddress())
        .port(config.port())
        .maxTcpConnections(limits.maxConnections())
        // Larger ones are refused unread; between the limit and this, see discard.
        .maxPayloadSize(2L * limits.maxBodyBytes())
        .idleConnectionTimeout(limits.readTimeout())
        .idleConnectionPeriod(Duration.ofSeconds(5))
        .connectionOptions(
            new AddressLimit(
                SocketOptions.builder().readTimeout(limits.readTimeout()).tcpNoDelay(true).build(),
                limits.maxConnectionsPerAddress(),
                limits.maxConnections()))
        .shutdownGracePeriod(Duration.ofMillis(200))
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .addProtocol(http)
        .addProtocol(
            WsConfig.builder().maxFrameLength(limits.maxBodyBytes()).origins(Set.of()).build())
        .addRouting(HttpRouting.builder().any(this::serve))
        .addRouting(
            WsRouting.builder()
                .endpoint(
                    "/*",
                    () ->
                        new WebSocketConnection(
                            limits, config.origins(), routes, guard, dispatcher, deadlines)))
        .build();
  }

  private void serve(ServerRequest request, ServerResponse response) {
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
    if (!origin.isEmpty()) {
      Optional<String> allowed = config.origins().allowHeader(origin);
      if (allowed.isEmpty()) {
        refuse(response, Status.FORBIDDEN_403, "origin not allowed");
        return;
      }
      response.header("Access-Control-Allow-Origin", allowed.get());
      response.header("Vary", "Origin");
    }
    Method method = request.prologue().method();
    if (method.equals(Method.OPTIONS)) {
      deadlines.finished(request.socketId(), request.remotePeer().port());
      preflight(response);
    } else if (!method.equals(Method.POST)) {
      response.header("Allow", "POST, OPTIONS");
      refuse(response, Status.METHOD_NOT_ALLOWED_405, "JSON-RPC 2.0 is served by POST");
    } else if (!guard.admits(request.headers(), request.query())) {
      refuse(response, Status.UNAUTHORIZED_401, "a valid bearer token is required");
    } else {
      routes
          .at(request.path().path())
          .ifPresentOrElse(
              table -> answer(table, request, response),
              () -> refuse(response, Status.NOT_FOUND_404, "nothing at this path"));
    }
  }

  private static void preflight(ServerResponse response) {
    response.header("Access-Control-Allow-Methods", "POST, OPTIONS");
    response.header("Access-Control-Allow-Headers", "content-type");
    response.header("Access-Control-Max-Age", "600");
    response.status(Status.NO_CONTENT_204).send();
  }

  private void answer(MethodTable table, ServerRequest request, ServerResponse response) {
    if (!request.headers().contains(HeaderNames.CONTENT_LENGTH)) {
      refuse(response, Status.LENGTH_REQUIRED_411, "a Content-Length is required");
      return;
    }
    if (request.headers().contentLength().orElse(0) > config.limits().maxBodyBytes()) {
      discard(request);
      refuse(
          response,
          Status.REQUEST_ENTITY_TOO_LARGE_413,
          "the limit is " + config.limits().maxBodyBytes() + " bytes");
      return;
    }
    byte[] body = read(request);
    deadlines.finished(request.socketId(), request.remotePeer().port());
    try {
      Queue<Runnable> after = new ConcurrentLinkedQueue<>();
      Dispatcher.Caller caller =
          new Dispatcher.Caller(request.remotePeer().host(), Optional.empty(), after::add);
      byte[] reply = dispatcher.dispatch(table, body, caller).orElse(new byte[0]);
      response.header("Content-Type", "application/json").send(reply);
      after.forEach(Runnable::run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(response, Status.SERVICE_UNAVAILABLE_503, "shutting down");
    } catch (NoReplyException e) {
      if (e.httpStatus() == 0) {
        throw new CloseConnectionException(e.getMessage(), e);
      }
      refuse(response, Status.create(e.httpStatus()), "");
    }
  }

  private byte[] read(ServerRequest request) {
    try (InputStream in = request.content().inputStream()) {
      return in.readNBytes(config.limits().maxBodyBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a body that is somewhat too large: a client that is still sending would take a closed
   * connection for a failure and never see the answer.
   */
  private static void discard(ServerRequest request) {
    if (request.headers().contains(HeaderNames.EXPECT)) {
      return; // It waits for the answer before it sends.
    }
    try (InputStream in = request.content().inputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuse(ServerResponse response, Status status, String why) {
    response.header("Connection", "close");
    response.header("Content-Type", "text/plain");
    response.status(status).send(why.getBytes(StandardCharsets.UTF_8));
  }
}
