package metro.rollup.mirror;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metro.rollup.Limits;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC calls over HTTP with a token each, bounded in time and in the size of the answer. */
final class EngineConnection implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI url;
  private final EngineJwt jwt;
  private final HttpClient http;
  private long lastId;

  EngineConnection(URI url, EngineJwt jwt) {
    this.url = url;
    this.jwt = jwt;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Limits.MIRROR_CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  URI url() {
    return url;
  }

  /**
   * Calls a method; one thread only.
   *
   * @return the result, possibly JSON's null
   * @throws IOException when there is no result: not reached, too late, refused, an error
   */
  JsonNode call(String method, JsonNode... params) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request(method, params),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), Limits.MAX_MIRROR_RESPONSE_BYTES));
    try {
      long limit = Limits.MIRROR_CALL_TIMEOUT.toMillis();
      return result(method, answer.get(limit, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException(method + " took more than " + Limits.MIRROR_CALL_TIMEOUT, e);
    } catch (ExecutionException e) {
      throw new IOException(method + " did not get through: " + e.getCause(), e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(String method, JsonNode... params) {
    ObjectNode body = JSON.createObjectNode();
    body.put("jsonrpc", "2.0").put("id", ++lastId).put("method", method);
    body.putArray("params").addAll(java.util.List.of(params));
    return HttpRequest.newBuilder(url)
        .timeout(Limits.MIRROR_CALL_TIMEOUT)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + jwt.token())
        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
        .build();
  }

  private static JsonNode result(String method, HttpResponse<byte[]> response) throws IOException {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new IOException(
          method
              + " was refused with HTTP "
              + status
              + ": the client has another JWT secret or another clock");
    }
    JsonNode json = parse(method, response);
    JsonNode error = json.path("error");
    if (error.isObject()) {
      throw new IOException(method + " failed: " + shortened(error.toString()));
    }
    if (!json.has("result")) {
      throw new IOException(method + " was answered with HTTP " + status + " and no result");
    }
    return json.get("result");
  }

  private static JsonNode parse(String method, HttpResponse<byte[]> response) throws IOException {
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw new IOException(
          method + " was answered with HTTP " + response.statusCode() + " and no JSON", e);
    }
  }

  static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), Limits.MAX_MIRROR_TEXT_CHARS));
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
