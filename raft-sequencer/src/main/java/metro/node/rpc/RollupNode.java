package metro.node.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rollup's own node, asked over JSON-RPC for what a sequencer that does not execute cannot know.
 * Bounded in calls, time and bytes. Blocks the caller.
 */
final class RollupNode {
  private static final Logger LOG = LoggerFactory.getLogger(RollupNode.class);
  private static final int MAX_CALLS = 256;
  private static final int MAX_RESPONSE_BYTES = 25 * 1024 * 1024;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI uri;
  private final Semaphore calls = new Semaphore(MAX_CALLS);

  RollupNode(HttpClient client, URI uri) {
    this.client = client;
    this.uri = uri;
  }

  /** The node's answer, result or error. */
  sealed interface Reply {
    /** It worked. */
    record Result(JsonNode value) implements Reply {}

    /** It says no, or cannot be asked. */
    record Failed(JsonRpcError error) implements Reply {}
  }

  /** The result, or the node's error thrown. */
  JsonNode forward(String method, JsonNode params) throws InterruptedException {
    return switch (call(method, params, CALL_TIMEOUT)) {
      case Reply.Result r -> r.value();
      case Reply.Failed f -> throw f.error().toException();
    };
  }

  /** The result if there is one other than null in time. */
  Optional<JsonNode> ask(String method, JsonNode params, Duration timeout)
      throws InterruptedException {
    return call(method, params, timeout) instanceof Reply.Result r && !r.value().isNull()
        ? Optional.of(r.value())
        : Optional.empty();
  }

  private Reply call(String method, JsonNode params, Duration timeout) throws InterruptedException {
    if (!calls.tryAcquire()) {
      return failed(JsonRpcError.LIMIT_EXCEEDED, "too many calls to the rollup's node");
    }
    try {
      return read(client.send(request(method, params, timeout), BodyHandlers.ofInputStream()));
    } catch (IOException | JacksonException e) {
      LOG.debug("rollup node {} failed", uri, e);
      return failed(JsonRpcError.SERVER_ERROR, "the rollup's node cannot be reached");
    } finally {
      calls.release();
    }
  }

  private HttpRequest request(String method, JsonNode params, Duration timeout) {
    ObjectNode body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    body.set("params", params);
    return HttpRequest.newBuilder(uri)
        .timeout(timeout)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)))
        .build();
  }

  private static Reply read(HttpResponse<InputStream> response) throws IOException {
    byte[] bytes;
    try (InputStream in = response.body()) {
      bytes = in.readNBytes(MAX_RESPONSE_BYTES + 1);
    }
    if (bytes.length > MAX_RESPONSE_BYTES) {
      return failed(JsonRpcError.SERVER_ERROR, "the rollup node's answer is too large");
    }
    JsonNode answer = Json.mapper().readTree(bytes);
    Optional<JsonNode> error = answer.optional("error").filter(e -> !e.isNull());
    if (error.isPresent()) {
      return new Reply.Failed(error(error.get()));
    }
    return answer
        .optional("result")
        .<Reply>map(Reply.Result::new)
        .orElseGet(
            () -> failed(JsonRpcError.SERVER_ERROR, "the rollup's node answers no JSON-RPC"));
  }

  private static JsonRpcError error(JsonNode error) {
    return new JsonRpcError(
        error.path("code").intValue(JsonRpcError.SERVER_ERROR),
        error.path("message").stringValue("error of the rollup's node"),
        error.optional("data"));
  }

  private static Reply failed(int code, String message) {
    return new Reply.Failed(JsonRpcError.of(code, message));
  }
}
