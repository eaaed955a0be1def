package metro.ethereum;

/**
 * Bytes that are not the canonical RLP that was asked for. Thrown by {@link RlpReader} only, caught
 * where bytes from outside are turned into values.
 */
public final class RlpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one; {@code message} names the field or rule. */
  public RlpException(String message) {
    super(message, null, false, false);
  }
}
