package metro.node.log;

import java.util.Optional;

/** Why the log cannot say what an entry did. */
public abstract sealed class ProposeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ProposeException(String message) {
    super(message, null, false, false);
  }

  /** The entry certainly is not in the log: this member does not lead. */
  public static final class NotLeader extends ProposeException {
    private static final long serialVersionUID = 1L;
    private final String suggested;

    /** With the member to try, if one is known. */
    public NotLeader(Optional<String> suggested) {
      super("this member does not lead" + suggested.map(s -> ", " + s + " does").orElse(""));
      this.suggested = suggested.orElse("");
    }

    /** Name of the member to try. */
    public Optional<String> suggested() {
      return suggested.isEmpty() ? Optional.empty() : Optional.of(suggested);
    }
  }

  /** The entry may be in the log, now or later: leadership was lost while it was on its way. */
  public static final class OutcomeUnknown extends ProposeException {
    private static final long serialVersionUID = 1L;

    /** With what happened. */
    public OutcomeUnknown(String reason) {
      super("outcome unknown: " + reason);
    }
  }
}
