package metro.da.celestia;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import metro.da.DaException;
import metro.da.Limits;
import metro.da.http.HttpCalls;
import metro.ethereum.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC call over HTTP POST, bounded in time and in the size of the answer. */
final class NodeConnection implements AutoCloseable {
  private final CelestiaClientConfig config;
  private final HttpCalls http;
  private final AtomicLong ids = new AtomicLong();

  /** What came back. */
  sealed interface Reply {
    /** The result, possibly JSON's null. */
    record Result(JsonNode value) implements Reply {}

    /** The node's error. */
    record Failure(int code, String message) implements Reply {}

    /** The request never reached the node. */
    record NotSent(String reason, DaException.Kind kind) implements Reply {}

    /** Sent, no answer within the time limit. */
    record TimedOut(String reason) implements Reply {}

    /** Sent, and the answer is none: connection lost, HTTP status, no JSON. */
    record Broken(int status, String reason) implements Reply {}
  }

  NodeConnection(CelestiaClientConfig config) {
    this.config = config;
    this.http = new HttpCalls(config.connectTimeout());
  }

  Reply call(String method, Duration timeout, JsonNode... params) {
    HttpRequest.Builder request = request(body(method, params));
    return switch (http.call(request, Limits.MAX_RESPONSE_BYTES, timeout)) {
      case HttpCalls.Outcome.Answer(int status, Bytes body) -> read(status, body);
      case HttpCalls.Outcome.NotSent none -> new Reply.NotSent(none.reason(), none.kind());
      case HttpCalls.Outcome.TimedOut(String why) -> new Reply.TimedOut(method + ": " + why);
      case HttpCalls.Outcome.Broken(String why) -> new Reply.Broken(0, method + ": " + why);
    };
  }

  private byte[] body(String method, JsonNode... params) {
    ObjectNode body = JsonFields.object();
    body.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
    var list = body.putArray("params");
    for (JsonNode param : params) {
      list.add(param);
    }
    return JsonFields.MAPPER.writeValueAsBytes(body);
  }

  private HttpRequest.Builder request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.endpoint())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    config.bearerToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  private static Reply read(int status, Bytes body) {
    JsonNode json;
    try {
      json = JsonFields.MAPPER.readTree(body.arrayForReading());
    } catch (JacksonException e) {
      return new Reply.Broken(status, "no JSON with HTTP " + status);
    }
    JsonNode error = json.path("error");
    if (error.isObject()) {
      return new Reply.Failure(
          error.path("code").asInt(0), shortened(error.path("message").asString("")));
    }
    return json.has("result") && status == 200
        ? new Reply.Result(json.get("result"))
        : new Reply.Broken(status, "no result, HTTP " + status);
  }

  private static String shortened(String text) {
    return text.length() <= Limits.MAX_REASON_CHARS
        ? text
        : text.substring(0, Limits.MAX_REASON_CHARS);
  }

  @Override
  public void close() {
    http.close();
  }
}
