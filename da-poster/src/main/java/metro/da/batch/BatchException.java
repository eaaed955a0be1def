package metro.da.batch;

/** This member cannot make a batch: something it should hold is missing. */
public final class BatchException extends Exception {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public BatchException(String message) {
    super(message);
  }
}
