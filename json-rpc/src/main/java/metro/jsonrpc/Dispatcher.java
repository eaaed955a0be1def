package metro.jsonrpc;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From the bytes of a request to the bytes of its response: one call or a batch. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int RESPONSE_TOO_LARGE = -32003;

  private final JsonRpcLimits limits;

  Dispatcher(JsonRpcLimits limits) {
    this.limits = limits;
  }

  /** A call under way. */
  private record Pending(Optional<JsonNode> id, CompletableFuture<JsonNode> result) {}

  /** Who calls, and what to run when the reply is on its way. */
  record Caller(String remote, Optional<PushChannel> push, Consumer<Runnable> afterReply) {}

  /** The response; empty when nothing but notifications came. */
  Optional<byte[]> dispatch(MethodTable table, byte[] body, Caller caller)
      throws InterruptedException {
    JsonNode request;
    try {
      request = Json.mapper().readTree(body);
    } catch (JacksonException e) {
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      return single(error(nullId(), of(JsonRpcError.PARSE_ERROR, "parse error" + where)));
    }
    if (!request.isArray()) {
      return finish(begin(table, request, caller), deadline()).map(Dispatcher::write);
    }
    if (request.isEmpty()) {
      return single(error(nullId(), of(JsonRpcError.INVALID_REQUEST, "empty batch")));
    }
    if (request.size() > limits.maxBatch()) {
      String message = "batch too large: more than " + limits.maxBatch() + " calls";
      return single(error(nullId(), of(JsonRpcError.INVALID_REQUEST, message)));
    }
    return batch(table, request, caller);
  }

  private Optional<byte[]> batch(MethodTable table, JsonNode request, Caller caller)
      throws InterruptedException {
    List<Pending> pending = new ArrayList<>(request.size());
    request.forEach(entry -> pending.add(begin(table, entry, caller)));
    long deadline = deadline();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Pending p : pending) {
      Optional<ObjectNode> response = finish(p, deadline);
      if (response.isPresent()) {
        out.write(out.size() == 0 ? '[' : ',');
        out.writeBytes(bounded(response.get(), limits.maxResponseBytes() - out.size()));
      }
    }
    if (out.size() == 0) {
      return Optional.empty();
    }
    out.write(']');
    return Optional.of(out.toByteArray());
  }

  private Pending begin(MethodTable table, JsonNode entry, Caller caller) {
    Optional<JsonNode> id = entry.optional("id");
    boolean idOk = id.isEmpty() || (id.get().isValueNode() && !id.get().isBoolean());
    Optional<String> method = entry.optional("method").flatMap(JsonNode::stringValueOpt);
    boolean version =
        entry.optional("jsonrpc").flatMap(JsonNode::stringValueOpt).equals(Optional.of("2.0"));
    if (!entry.isObject() || !idOk || method.isEmpty() || !version) {
      return failed(
          idOk ? id.or(() -> Optional.of(nullId())) : Optional.of(nullId()),
          of(JsonRpcError.INVALID_REQUEST, "invalid request"));
    }
    JsonNode params = entry.optional("params").filter(p -> !p.isNull()).orElseGet(Json::array);
    if (!params.isArray()) {
      return failed(id, JsonRpcError.invalidParams("params must be an array"));
    }
    Optional<AsyncHandler> handler = table.find(method.get());
    if (handler.isEmpty()) {
      return failed(id, JsonRpcError.methodNotFound(method.get()));
    }
    Call call =
        new Call(
            id,
            method.get(),
            new Params(params),
            caller.remote(),
            caller.push(),
            caller.afterReply());
    return new Pending(id, invoke(handler.get(), call));
  }

  @SuppressWarnings("IllegalCatch") // a bug in one method must not take the connection with it
  private static CompletableFuture<JsonNode> invoke(AsyncHandler handler, Call call) {
    try {
      CompletionStage<JsonNode> stage = handler.handle(call);
      return stage.toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Pending failed(Optional<JsonNode> id, JsonRpcError error) {
    return new Pending(id, CompletableFuture.failedFuture(error.toException()));
  }

  private Optional<ObjectNode> finish(Pending pending, long deadline) throws InterruptedException {
    ObjectNode response = response(pending, deadline);
    return pending.id().isPresent() ? Optional.of(response) : Optional.empty();
  }

  private ObjectNode response(Pending pending, long deadline) throws InterruptedException {
    JsonNode id = pending.id().orElseGet(Dispatcher::nullId);
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      JsonNode result = pending.result().get(left, TimeUnit.NANOSECONDS);
      ObjectNode out = Json.object().put("jsonrpc", "2.0");
      out.set("id", id);
      out.set("result", result);
      return out;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoReplyException none) {
        throw none;
      }
      return error(id, errorOf(e));
    } catch (TimeoutException e) {
      return error(id, of(JsonRpcError.SERVER_ERROR, "request timed out"));
    }
  }

  private static JsonRpcError errorOf(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof JsonRpcException known) {
      return known.error();
    }
    LOG.error("a JSON-RPC method failed", cause);
    return of(JsonRpcError.INTERNAL_ERROR, "internal error");
  }

  private byte[] bounded(ObjectNode response, int room) {
    byte[] bytes = write(response);
    return bytes.length <= room ? bytes : write(error(response.get("id"), tooLarge()));
  }

  private static JsonRpcError tooLarge() {
    return of(RESPONSE_TOO_LARGE, "response too large");
  }

  private long deadline() {
    Duration timeout = limits.callTimeout();
    return System.nanoTime() + timeout.toNanos();
  }

  private static JsonRpcError of(int code, String message) {
    return JsonRpcError.of(code, message);
  }

  private static ObjectNode error(JsonNode id, JsonRpcError error) {
    ObjectNode out = Json.object().put("jsonrpc", "2.0");
    out.set("id", id);
    out.set("error", error.toJson());
    return out;
  }

  private static JsonNode nullId() {
    return Json.nothing();
  }

  private static Optional<byte[]> single(ObjectNode response) {
    return Optional.of(write(response));
  }

  private static byte[] write(ObjectNode response) {
    return Json.mapper().writeValueAsBytes(response);
  }
}
