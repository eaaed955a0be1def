package metro.da.batch;

/** What this leader knows about submitting the prepared batch. Heights are the DA layer's. */
public sealed interface Submission {
  /** Prepared by this leader and not submitted yet: it stands nowhere. */
  record NotTried() implements Submission {}

  /** Prepared under an earlier leader or process, which may have submitted it. */
  record Inherited(long seenAt) implements Submission {}

  /** Handed over at {@code triedAt} without an answer that says what became of it. */
  record InDoubt(long triedAt) implements Submission {}

  /** Certainly not taken at {@code triedAt}. */
  record Rejected(long triedAt) implements Submission {}

  /** The layer said it stands at {@code height}, which remains to be checked. */
  record Claimed(long height) implements Submission {}
}
