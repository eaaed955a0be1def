package metro.node.store;

/** The store on disk failed or holds what it should not: the member cannot go on. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what to do about it. */
  public StoreException(String message) {
    super(message);
  }

  /** With what failed and why. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
