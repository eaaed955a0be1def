package metro.da.embedded;

/** A transaction the layer refuses, with the code the real network has for it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  RefusedException(int code, String message) {
    super(message);
    this.code = code;
    this.reason = message;
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
