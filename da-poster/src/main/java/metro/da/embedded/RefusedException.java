package metro.da.embedded;

/** A transaction the layer refuses, with the code and the words the real network has for it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String codespace;
  private final String reason;

  private RefusedException(String codespace, int code, String reason) {
    super(reason, null, false, false);
    this.codespace = codespace;
    this.code = code;
    this.reason = reason;
  }

  /** By a rule of the Cosmos SDK. */
  static RefusedException sdk(int code, String reason) {
    return new RefusedException("sdk", code, reason);
  }

  /** By a rule of Celestia's blob module. */
  static RefusedException blob(int code, String reason) {
    return new RefusedException("blob", code, reason);
  }

  int code() {
    return code;
  }

  String codespace() {
    return codespace;
  }

  String reason() {
    return reason;
  }
}
