package metro.state;

/** Bytes that are not what a {@link Decoder} was asked for; the message names the field. */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public MalformedException(String message) {
    super(message);
  }
}
