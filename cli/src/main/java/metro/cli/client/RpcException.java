package metro.cli.client;

/** A JSON-RPC call that failed: refused by the server, or the server cannot be reached. */
public final class RpcException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean refused;

  private RpcException(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  static RpcException refused(String message) {
    return new RpcException(message, true);
  }

  static RpcException unreachable(String message) {
    return new RpcException(message, false);
  }

  /** Whether the server answered with an error; otherwise trying again may help. */
  public boolean isRefused() {
    return refused;
  }
}
