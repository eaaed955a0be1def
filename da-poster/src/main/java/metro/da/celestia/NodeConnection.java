package metro.da.celestia;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import metro.da.Limits;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC call over HTTP POST, bounded in time and in the size of the answer. */
final class NodeConnection implements AutoCloseable {
  private final CelestiaClientConfig config;
  private final HttpClient http;
  private final AtomicLong ids = new AtomicLong();

  /** What came back. */
  sealed interface Reply {
    /** The result, possibly JSON's null. */
    record Result(JsonNode value) implements Reply {}

    /** The node's error. */
    record Failure(int code, String message) implements Reply {}

    /** The request never reached the node. */
    record NotSent(String reason) implements Reply {}

    /** Sent, no answer within the time limit. */
    record TimedOut(String reason) implements Reply {}

    /** Sent, and the answer is none: connection lost, HTTP status, no JSON. */
    record Broken(int status, String reason) implements Reply {}
  }

  NodeConnection(CelestiaClientConfig config) {
    this.config = config;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  Reply call(String method, Duration timeout, JsonNode... params) {
    HttpRequest request = request(body(method, params), timeout);
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), Limits.MAX_RESPONSE_BYTES));
    try {
      return read(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Reply.TimedOut(method + " took more than " + timeout);
    } catch (ExecutionException e) {
      return failed(method, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Reply.TimedOut("interrupted");
    }
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

  private HttpRequest request(byte[] body, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.endpoint())
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    config.bearerToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request.build();
  }

  private static Reply failed(String method, Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException e -> new Reply.NotSent("connecting took too long");
      case HttpTimeoutException e -> new Reply.TimedOut(method + " took too long");
      case ConnectException e -> new Reply.NotSent("cannot connect: " + e.getMessage());
      case UnresolvedAddressException e -> new Reply.NotSent("the host's name is not known");
      case IOException e -> new Reply.Broken(0, method + ": " + e);
      default -> throw new IllegalStateException(method + " failed in the HTTP client", cause);
    };
  }

  private static Reply read(HttpResponse<byte[]> response) {
    JsonNode json;
    try {
      json = JsonFields.MAPPER.readTree(response.body());
    } catch (JacksonException e) {
      return new Reply.Broken(response.statusCode(), "no JSON with HTTP " + response.statusCode());
    }
    JsonNode error = json.path("error");
    if (error.isObject()) {
      return new Reply.Failure(
          error.path("code").asInt(0), shortened(error.path("message").asString("")));
    }
    return json.has("result") && response.statusCode() == 200
        ? new Reply.Result(json.get("result"))
        : new Reply.Broken(response.statusCode(), "no result, HTTP " + response.statusCode());
  }

  private static String shortened(String text) {
    return text.length() <= Limits.MAX_REASON_CHARS
        ? text
        : text.substring(0, Limits.MAX_REASON_CHARS);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
