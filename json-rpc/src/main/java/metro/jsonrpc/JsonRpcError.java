package metro.jsonrpc;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error member of a response.
 *
 * @param code JSON-RPC 2.0 section 5.1, or the server's own
 * @param message what went wrong, naming the parameter where it is about one
 * @param data more, for programs
 */
public record JsonRpcError(int code, String message, Optional<JsonNode> data) {
  /** The text is not JSON. */
  public static final int PARSE_ERROR = -32700;

  /** The JSON is not a request. */
  public static final int INVALID_REQUEST = -32600;

  /** No such method. */
  public static final int METHOD_NOT_FOUND = -32601;

  /** A parameter is missing or wrong. */
  public static final int INVALID_PARAMS = -32602;

  /** A bug, or the environment: the log says more. */
  public static final int INTERNAL_ERROR = -32603;

  /** Ethereum clients' code for a refusal of the server. */
  public static final int SERVER_ERROR = -32000;

  /** EIP-1474's code for "limit exceeded". */
  public static final int LIMIT_EXCEEDED = -32005;

  /** Without data. */
  public static JsonRpcError of(int code, String message) {
    return new JsonRpcError(code, message, Optional.empty());
  }

  /** With data. */
  public static JsonRpcError of(int code, String message, JsonNode data) {
    return new JsonRpcError(code, message, Optional.of(data));
  }

  /** {@link #INVALID_PARAMS}. */
  public static JsonRpcError invalidParams(String message) {
    return of(INVALID_PARAMS, message);
  }

  /** {@link #METHOD_NOT_FOUND}, worded as geth does. */
  public static JsonRpcError methodNotFound(String method) {
    return of(
        METHOD_NOT_FOUND, "the method " + abbreviate(method) + " does not exist/is not available");
  }

  /** This error to throw. */
  public JsonRpcException toException() {
    return new JsonRpcException(this);
  }

  ObjectNode toJson() {
    ObjectNode out = Json.object().put("code", code).put("message", message);
    data.ifPresent(d -> out.set("data", d));
    return out;
  }

  static String abbreviate(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
