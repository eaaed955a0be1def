package metro.node.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /health} (200 while the process works), {@code /ready} (200 when it takes submissions and
 * they can get into the log, else 503), {@code /metrics} (Prometheus).
 */
public final class AdminServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Listens at {@code address} after {@link #start}. */
  public AdminServer(
      InetSocketAddress address, PrometheusRegistry registry, Supplier<Health> health)
      throws IOException {
    this.server = HttpServer.create(address, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/metrics", new MetricsHandler(registry));
    server.createContext("/health", exchange -> answer(exchange, 200, health.get()));
    server.createContext(
        "/ready",
        exchange -> {
          Health now = health.get();
          answer(exchange, now.isReady() ? 200 : 503, now);
        });
  }

  /** Begins to listen. */
  public void start() {
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int status, Health health) throws IOException {
    try (exchange) {
      byte[] body = health.json().getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
