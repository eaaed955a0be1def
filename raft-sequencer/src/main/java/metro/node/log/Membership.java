package metro.node.log;

/**
 * Who counts for the log's majority. Only a member that lost its log leaves, and comes back later:
 * the committee itself is fixed by its genesis.
 */
public interface Membership {
  /**
   * Takes {@code member} out: what it voted and acknowledged before counts for nothing any more.
   * When done, this member has applied every entry {@code member} can have applied. Does nothing
   * when it is out already. Waits for a majority.
   */
  Change leave(String member);

  /**
   * Takes {@code member} in again, after it has caught up. Does nothing when it is in already.
   * Waits for it and for a majority.
   */
  Change join(String member);

  /** What became of it. */
  sealed interface Change {
    /** A majority has it in its log. */
    record Done() implements Change {}

    /**
     * Nothing changed, or nobody knows; asking again is safe.
     *
     * @param reason stable
     * @param detail for people
     */
    record Refused(Reason reason, String detail) implements Change {}
  }

  /** Why not. */
  enum Reason {
    /** Ask the member that leads. */
    NOT_LEADER,
    /** The leader has just heard from it: it runs, and must be stopped first. */
    STILL_ALIVE,
    /** Fewer than a majority of the committee would be left. */
    TOO_FEW,
    /** Another change is under way. */
    BUSY,
    /** A majority, or the member itself, did not answer in time. */
    NO_ANSWER
  }
}
