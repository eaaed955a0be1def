package metro.rollup.admin;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code /metrics} in the Prometheus text format. */
public final class MetricsServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private MetricsServer(HttpServer server, PrometheusRegistry registry) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/metrics", new MetricsHandler(registry));
    server.start();
  }

  /**
   * Listens.
   *
   * @throws UncheckedIOException when the port cannot be bound
   */
  public static MetricsServer start(InetSocketAddress address, PrometheusRegistry registry) {
    try {
      return new MetricsServer(HttpServer.create(address, BACKLOG), registry);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "metrics cannot be served at " + address + ", admin.listen: " + e.getMessage(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
