package metro.soft;

/** The signing key cannot be used now; the message says why and what to do. */
public final class SignerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public SignerException(String message, Throwable cause) {
    super(message, cause);
  }
}
