package metro.cli.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import metro.jsonrpc.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC server over HTTP. Safe for many threads. */
public final class RpcClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI url;
  private final AtomicLong ids = new AtomicLong();

  /** A client of the server at {@code url}. */
  public RpcClient(URI url) {
    this.url = url;
  }

  /** Where the server is. */
  public URI url() {
    return url;
  }

  /**
   * Calls {@code method}; parameters are texts, numbers, booleans or {@link JsonNode}s.
   *
   * @throws RpcException with the server's error text, or saying that it cannot be reached
   */
  public JsonNode call(String method, Object... parameters) throws RpcException {
    ObjectNode request = Json.object();
    request.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
    ArrayNode params = request.putArray("params");
    for (Object parameter : parameters) {
      params.add(parameter instanceof JsonNode node ? node : Json.of(parameter));
    }
    JsonNode reply = post(request);
    if (reply.hasNonNull("error")) {
      JsonNode error = reply.path("error");
      throw RpcException.refused(
          "%s (%d)".formatted(error.path("message").asString(""), error.path("code").asInt(0)));
    }
    return reply.path("result");
  }

  private JsonNode post(ObjectNode body) throws RpcException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      String text = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw RpcException.unreachable(url + " cannot be reached: " + e);
    } catch (JacksonException e) {
      throw RpcException.unreachable(url + " answered with something that is no JSON");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RpcException.unreachable("interrupted");
    }
  }
}
