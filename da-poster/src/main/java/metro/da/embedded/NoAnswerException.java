package metro.da.embedded;

/** A fault ends a call without an answer: the connection is gone or the server only says so. */
final class NoAnswerException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /** With an HTTP status, 0 for a connection that ends. */
  NoAnswerException(int status) {
    super(status == 0 ? "connection closed" : "HTTP status " + status, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
