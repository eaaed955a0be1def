package metro.da.batch;

import java.util.Optional;
import metro.da.Refusal;
import metro.state.Limits;
import metro.state.LogEntry;

/**
 * The batch on its way, as far as this leader knows; forgotten when another one is, or leadership
 * is lost.
 *
 * @param prepared as the log has it
 * @param batch rebuilt here, equal to that
 * @param scannedTo looked at up to this DA height
 * @param sighting when found
 * @param submission so far
 * @param quietFrom DA height from which on nobody can still hold what was sent unsigned
 * @param refusal the layer's last one since it took the batch last
 */
record Attempt(
    LogEntry.BatchPrepared prepared,
    Batch batch,
    long scannedTo,
    Optional<Sighting> sighting,
    Submission submission,
    long quietFrom,
    Optional<Refusal> refusal) {

  /** Prepared by this leader. */
  static Attempt own(LogEntry.BatchPrepared prepared, Batch batch) {
    return begin(prepared, batch, new Submission.NotTried(), 0);
  }

  /** Found prepared when the DA layer was at {@code daHead}. */
  static Attempt inherited(LogEntry.BatchPrepared prepared, Batch batch, long daHead) {
    Submission submission = new Submission.Inherited(daHead);
    return begin(prepared, batch, submission, daHead + Limits.UNSIGNED_DA_HEIGHTS);
  }

  private static Attempt begin(
      LogEntry.BatchPrepared prepared, Batch batch, Submission submission, long quietFrom) {
    return new Attempt(
        prepared,
        batch,
        prepared.daHeight(),
        Optional.empty(),
        submission,
        quietFrom,
        Optional.empty());
  }

  Attempt scanned(long to) {
    return new Attempt(prepared, batch, to, sighting, submission, quietFrom, refusal);
  }

  Attempt found(Sighting where) {
    return new Attempt(
        prepared, batch, scannedTo, Optional.of(where), submission, quietFrom, refusal);
  }

  /** After it was sent, or asked for. */
  Attempt tried(Submission how) {
    long quiet =
        switch (how) {
          case Submission.InDoubt doubt -> doubt.triedAt() + Limits.UNSIGNED_DA_HEIGHTS;
          case Submission.Claimed claimed -> claimed.height() + Limits.UNSIGNED_DA_HEIGHTS;
          default -> quietFrom;
        };
    Optional<Refusal> why =
        switch (how) {
          case Submission.Rejected rejected -> Optional.of(rejected.why());
          case Submission.Expired expired -> refusal;
          default -> Optional.empty();
        };
    return new Attempt(prepared, batch, scannedTo, sighting, how, Math.max(quietFrom, quiet), why);
  }

  boolean isTooLarge() {
    return refusal.filter(Refusal.TOO_LARGE::equals).isPresent();
  }
}
