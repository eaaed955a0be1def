package metro.soft;

/** What a verifier says. */
public sealed interface Verdict {
  /** Everything holds. */
  record Valid() implements Verdict {}

  /**
   * Something does not hold.
   *
   * @param reason stable code
   * @param detail for people
   */
  record Invalid(Reason reason, String detail) implements Verdict {}

  /** Whether this is {@link Valid}. */
  default boolean isValid() {
    return this instanceof Valid;
  }

  /** Why something is not valid. Names and numbers are stable. */
  enum Reason {
    /** The bytes are no certificate. */
    MALFORMED(1),
    /** Made for another committee (primary chain id). */
    WRONG_COMMITTEE(2),
    /** Made in another epoch. */
    WRONG_EPOCH(3),
    /** The bitmap names somebody who is no member. */
    BITMAP(4),
    /** Fewer signatures than a majority. */
    BELOW_QUORUM(5),
    /** A signature is out of range or has high s. */
    NOT_CANONICAL(6),
    /** A signature is not of the member the bitmap names. */
    WRONG_SIGNER(7),
    /** The Merkle path does not lead from the rollup's head to the header's rollups root. */
    ROLLUP_PATH(8),
    /** The committee is not the one that the last certified header announced. */
    WRONG_NEXT_COMMITTEE(9),
    /** Not above the newest header that is known already. */
    NOT_NEWER(10),
    /** Contradicts a certified header of the same height: hand over the evidence. */
    CONTRADICTION(11);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The stable number. */
    public int code() {
      return code;
    }
  }
}
