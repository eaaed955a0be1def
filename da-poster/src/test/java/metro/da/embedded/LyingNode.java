package metro.da.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import metro.da.celestia.JsonFields;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.JsonRpcLimits;
import metro.jsonrpc.JsonRpcServer;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Forwards to a real node and changes what it answers. */
final class LyingNode implements AutoCloseable {
  private final URI target;
  private final BiFunction<String, JsonNode, JsonNode> lie;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonRpcServer server;

  LyingNode(URI target, BiFunction<String, JsonNode, JsonNode> lie) {
    this.target = target;
    this.lie = lie;
    this.server =
        JsonRpcServer.start(
            new JsonRpcServer.Config("127.0.0.1", 0, JsonRpcLimits.DEFAULT, AllowedOrigins.NONE),
            Routes.everywhere(new MethodTable().fallback(this::forward)));
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private CompletionStage<JsonNode> forward(Call call) {
    ObjectNode body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", call.method());
    body.set("params", call.params().json());
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(target)
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          JsonFields.MAPPER.writeValueAsBytes(body)))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      JsonNode reply = JsonFields.MAPPER.readTree(response.body());
      if (reply.has("error")) {
        JsonNode error = reply.get("error");
        throw JsonRpcError.of(error.get("code").asInt(), error.get("message").asString())
            .toException();
      }
      return CompletableFuture.completedFuture(lie.apply(call.method(), reply.get("result")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    http.shutdownNow();
    http.close();
  }
}
