package metro.da.eip4844;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import metro.da.celestia.JsonFields;
import tools.jackson.databind.JsonNode;

/** Passes calls on to a real node and changes its answers. */
final class LyingProxy implements AutoCloseable {
  /** Changes the JSON of an answer in place. */
  interface Lie {
    void change(String path, JsonNode answer);
  }

  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  LyingProxy(URI real, Lie lie) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> pass(exchange, real, lie));
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void pass(HttpExchange exchange, URI real, Lie lie) throws IOException {
    String path = exchange.getRequestURI().toString();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(real + path))
            .header("Content-Type", "application/json")
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .build();
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
    byte[] body = answer.statusCode() == 200 ? changed(path, answer.body(), lie) : answer.body();
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] changed(String path, byte[] body, Lie lie) {
    JsonNode json = JsonFields.MAPPER.readTree(body);
    lie.change(path, json);
    return JsonFields.MAPPER.writeValueAsBytes(json);
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
