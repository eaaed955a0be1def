package metro.jsonrpc;

/** Ends a call with an error for the caller. Carries no stack trace: nothing is broken here. */
public final class JsonRpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonRpcError error;

  /** Ends the call with {@code error}. */
  public JsonRpcException(JsonRpcError error) {
    super(error.code() + " " + error.message(), null, false, false);
    this.error = error;
  }

  /** What the caller is told. */
  public JsonRpcError error() {
    return error;
  }
}
