package metro.da.batch;

import metro.da.Refusal;

/** What this leader knows about sending the prepared batch. Heights are the DA layer's. */
public sealed interface Submission {
  /** Prepared by this leader and not sent yet: it stands nowhere. */
  record NotTried() implements Submission {}

  /** Prepared under an earlier leader or process, which may have sent it. */
  record Inherited(long seenAt) implements Submission {}

  /** Sent at {@code triedAt} without an answer that says what became of it. */
  record InDoubt(long triedAt) implements Submission {}

  /** Certainly not taken at {@code triedAt}. */
  record Rejected(long triedAt, Refusal why) implements Submission {}

  /** The layer said it stands at {@code height}, which remains to be checked. */
  record Claimed(long height) implements Submission {}

  /** Asked at {@code askedAt}, above its last height, the layer does not know it to stand. */
  record Expired(long askedAt) implements Submission {}
}
