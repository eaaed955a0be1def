package metro.jsonrpc;

/**
 * Ends a request without any JSON-RPC reply, as a server does that is overloaded or going away.
 * Carries no stack trace: nothing is broken here. Of a batch the whole request ends.
 */
public final class NoReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int httpStatus;

  private NoReplyException(int httpStatus) {
    super("no reply, HTTP status " + httpStatus, null, false, false);
    this.httpStatus = httpStatus;
  }

  /** Closes the connection. */
  public static NoReplyException closing() {
    return new NoReplyException(0);
  }

  /**
   * Answers with an HTTP status and nothing else; a WebSocket is closed.
   *
   * @param status 400 to 599
   */
  public static NoReplyException status(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("an error's HTTP status is 400 to 599, not " + status);
    }
    return new NoReplyException(status);
  }

  /** The status, 0 when the connection is to be closed. */
  int httpStatus() {
    return httpStatus;
  }
}
