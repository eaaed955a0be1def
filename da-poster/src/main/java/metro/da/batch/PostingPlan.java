package metro.da.batch;

import metro.state.LogEntry;
import metro.state.PostingCursor;

/**
 * Decides the next step of posting: a pure function of replicated and observed state.
 *
 * <p>A batch is prepared in the log before it is handed over, handed over only after every DA
 * height since was looked at, and not again while an earlier attempt may still arrive, except after
 * as many heights as the policy says: the layer gives no certainty then, and readers drop the
 * second copy. It is reported only when it was proven to stand there.
 */
public final class PostingPlan {
  private PostingPlan() {}

  /** The next step. */
  public static PostingAction next(PostingCursor cursor, PostingView view, PostingPolicy policy) {
    return cursor
        .prepared()
        .map(prepared -> finish(prepared, view, policy))
        .orElseGet(() -> begin(cursor, view));
  }

  private static PostingAction begin(PostingCursor cursor, PostingView view) {
    boolean more =
        view.certifiedHeight() > cursor.postedHeight()
            && view.fittingHeight() > cursor.postedHeight();
    return more && view.isDue()
        ? new PostingAction.Prepare(
            cursor.postedBatch() + 1,
            cursor.postedHeight(),
            view.fittingHeight(),
            Math.max(view.daHead(), cursor.postedDaHeight()))
        : new PostingAction.Idle();
  }

  private static PostingAction finish(
      LogEntry.BatchPrepared prepared, PostingView view, PostingPolicy policy) {
    if (view.sighting().isPresent()) {
      return report(prepared, view.sighting().get());
    }
    long scannedTo = Math.max(view.scannedTo(), prepared.daHeight());
    if (scannedTo < view.daHead()) {
      long last = Math.min(view.daHead(), scannedTo + policy.maxScanHeights());
      return new PostingAction.Look(scannedTo + 1, last);
    }
    long submitFrom = submitFrom(view.submission(), policy);
    return view.daHead() >= submitFrom
        ? new PostingAction.Submit(prepared)
        : new PostingAction.AwaitDa(Math.max(view.daHead(), prepared.daHeight()) + 1);
  }

  private static PostingAction report(LogEntry.BatchPrepared prepared, Sighting sighting) {
    return new PostingAction.Report(
        new LogEntry.BatchPosted(
            prepared.batch(),
            prepared.batchHash(),
            sighting.height().value(),
            sighting.dataRoot()));
  }

  /** The DA height from which on the batch may be handed over (again). */
  private static long submitFrom(Submission submission, PostingPolicy policy) {
    return switch (submission) {
      case Submission.NotTried none -> 0;
      case Submission.Inherited inherited -> inherited.seenAt() + policy.inheritedHeights();
      case Submission.InDoubt doubt -> doubt.triedAt() + policy.doubtHeights();
      case Submission.Rejected rejected -> rejected.triedAt() + 1;
      case Submission.Claimed claimed -> claimed.height() + policy.doubtHeights();
    };
  }
}
