package metro.soft;

/** What {@link SigningGuard} answers. */
public sealed interface GuardDecision {
  /**
   * The commit may be released; its record is on disk.
   *
   * @param commit over the header asked for; the stored one when it was signed before
   */
  record Signed(SoftCommit commit) implements GuardDecision {}

  /**
   * Nothing was signed.
   *
   * @param reason stable code
   * @param detail for people, with what to do
   */
  record Refused(Reason reason, String detail) implements GuardDecision {}

  /** Why nothing was signed. Names and numbers are stable. */
  enum Reason {
    /** At or below what this key may have signed before. */
    NOT_NEWER(1),
    /** This key signed another header of this height: two histories, somebody must look. */
    CONTRADICTION(2),
    /** The record is of another committee: wrong file or wrong configuration. */
    WRONG_COMMITTEE(3),
    /** There is no record, and the committee is not fresh. */
    NO_RECORD(4),
    /** There is a file, but it cannot be read or is damaged. */
    RECORD_UNREADABLE(5),
    /** The record could not be made durable; trying again is safe. */
    WRITE_FAILED(6);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The stable number. */
    public int code() {
      return code;
    }

    /** Whether a person must be told at once. */
    public boolean isAlarm() {
      return this != NOT_NEWER;
    }
  }
}
