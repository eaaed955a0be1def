package metro.cli;

/** What a command tried did not work; the message says why and what to do. */
public final class FailedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public FailedException(String message) {
    super(message);
  }
}
