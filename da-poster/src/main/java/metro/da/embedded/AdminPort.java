package metro.da.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metro.da.celestia.JsonFields;
import metro.da.embedded.faults.FaultJson;
import metro.da.embedded.faults.Faults;
import metro.jsonrpc.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Switches for tests, on loopback only. {@code GET /faults} lists what is set, {@code POST /faults}
 * sets one ({@link FaultJson}), {@code DELETE /faults} clears all; {@code POST /blocks} makes a
 * block now; {@code GET /status} tells the head.
 */
final class AdminPort implements AutoCloseable {
  private static final int MAX_BODY = 64 * 1024;
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final EmbeddedChain chain;
  private final Faults faults;

  /**
   * Binds and serves.
   *
   * @throws IllegalStateException when the port cannot be bound
   */
  AdminPort(int port, EmbeddedChain chain, Faults faults) {
    this.chain = chain;
    this.faults = faults;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      throw new IllegalStateException("cannot serve the DA layer's admin port " + port, e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      switch (call) {
        case "GET /faults" -> answer(exchange, 200, FaultJson.list(faults));
        case "POST /faults" -> set(exchange);
        case "DELETE /faults" -> {
          faults.clear();
          answer(exchange, 200, FaultJson.list(faults));
        }
        case "POST /blocks" -> {
          long height = chain.produce().height();
          answer(exchange, 200, Json.object().put("height", height));
        }
        case "GET /status" -> answer(exchange, 200, status());
        default ->
            refuse(
                exchange,
                404,
                "there are GET, POST and DELETE /faults, POST /blocks and GET /status");
      }
    }
  }

  private JsonNode status() {
    return Json.object().put("height", chain.head()).put("chainId", chain.chainId());
  }

  private void set(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
    try {
      JsonNode json = JsonFields.MAPPER.readTree(body);
      faults.set(FaultJson.fault(json), FaultJson.span(json));
      answer(exchange, 200, FaultJson.list(faults));
    } catch (JacksonException | IllegalArgumentException | IllegalStateException e) {
      refuse(exchange, 400, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    answer(exchange, status, Json.object().put("error", why));
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JsonFields.MAPPER.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
