package metro.da;

/** A data availability layer did not answer, or its answer cannot be used. */
public final class DaException extends Exception {
  private static final long serialVersionUID = 1;

  /** What a caller can do about it differs by kind. */
  public enum Kind {
    /** The layer answered that there is no such thing. */
    NOT_FOUND,
    /** The height is above the layer's head: wait. */
    FUTURE_HEIGHT,
    /** The height is below what this node still keeps: ask an archive. */
    PRUNED,
    /** No answer in time. */
    TIMEOUT,
    /** No connection, or the layer says it cannot serve now. */
    UNAVAILABLE,
    /** The answer breaks the format or a size limit. */
    BAD_ANSWER,
    /** The answer is well formed and its proof does not hold: the node lies or is broken. */
    UNPROVEN,
    /** The layer refused the request itself. */
    REFUSED
  }

  private final Kind kind;

  /** Creates one. */
  public DaException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates one with its cause. */
  public DaException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A proof that does not hold, and why. */
  public static DaException unproven(String why) {
    return new DaException(Kind.UNPROVEN, why);
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }
}
