package metro.rollup.rpc;

import metro.ethereum.Bytes;
import metro.evm.trace.CallTracer;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.JsonRpcException;

/** Errors with geth's codes and texts, which wallets and libraries look for. */
final class RpcErrors {
  /** geth's code for a call that reverts. */
  static final int REVERTED = 3;

  /** execution-apis: a tag that names no block yet. */
  static final int UNKNOWN_BLOCK = -39001;

  private RpcErrors() {}

  static JsonRpcException server(String message) {
    return JsonRpcError.of(JsonRpcError.SERVER_ERROR, message).toException();
  }

  static JsonRpcException invalid(String message) {
    return JsonRpcError.invalidParams(message).toException();
  }

  static JsonRpcException unknownBlock() {
    return JsonRpcError.of(UNKNOWN_BLOCK, "Unknown block").toException();
  }

  static JsonRpcException headerNotFound() {
    return server("header not found");
  }

  static JsonRpcException limit(String message) {
    return JsonRpcError.of(JsonRpcError.LIMIT_EXCEEDED, message).toException();
  }

  static JsonRpcException reverted(Bytes data) {
    String reason =
        CallTracer.revertReason(data.arrayForReading()).map(text -> ": " + text).orElse("");
    return JsonRpcError.of(REVERTED, "execution reverted" + reason, Json.text(data.toString()))
        .toException();
  }
}
