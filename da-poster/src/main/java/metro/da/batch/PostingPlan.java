package metro.da.batch;

import metro.state.LogEntry;
import metro.state.PostingCursor;

/**
 * Decides the next step of posting: a pure function of replicated and observed state.
 *
 * <p>A batch is prepared in the log before it is sent, and sent only after every DA height since
 * was looked at. With a signed transaction the same bytes are sent until they stand there or their
 * last height has passed; then, and only when the layer itself does not say otherwise, the batch is
 * signed anew, or made smaller if it was too large. Without one it is not sent again while an
 * earlier attempt may still arrive, except after as many heights as the policy says: the layer
 * gives no certainty then, and readers drop the second copy. It is reported only when it was proven
 * to stand there.
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
    boolean isSigned = prepared.transaction().isPresent();
    boolean isOver = view.daHead() > prepared.lastDaHeight();
    if (isOver && (isSigned ? isExpired(view) : isGivenUp(prepared, view))) {
      return anew(prepared, view);
    }
    if (isSigned != view.signs()) {
      return await(prepared, view);
    }
    long sendFrom = isSigned ? sendFrom(view.submission()) : submitFrom(view, policy);
    return view.daHead() >= sendFrom
        ? new PostingAction.Submit(prepared.batch())
        : await(prepared, view);
  }

  /** The transaction can appear no more, and no node says that it has. */
  private static boolean isExpired(PostingView view) {
    return view.submission() instanceof Submission.Expired || !view.signs();
  }

  /** Nobody can still hold what was sent, and sending it again helps nobody. */
  private static boolean isGivenUp(LogEntry.BatchPrepared prepared, PostingView view) {
    boolean canShrink = view.isTooLarge() && view.fittingHeight() < prepared.toHeight();
    return view.daHead() > view.quietFrom() && (canShrink || view.signs());
  }

  private static PostingAction anew(LogEntry.BatchPrepared prepared, PostingView view) {
    long toHeight = view.isTooLarge() ? view.fittingHeight() : prepared.toHeight();
    return new PostingAction.Prepare(
        prepared.batch(), prepared.fromHeight(), toHeight, view.daHead());
  }

  private static PostingAction await(LogEntry.BatchPrepared prepared, PostingView view) {
    return new PostingAction.AwaitDa(Math.max(view.daHead(), prepared.daHeight()) + 1);
  }

  private static PostingAction report(LogEntry.BatchPrepared prepared, Sighting sighting) {
    return new PostingAction.Report(
        new LogEntry.BatchPosted(
            prepared.batch(),
            prepared.batchHash(),
            sighting.height().value(),
            sighting.dataRoot()));
  }

  /** The DA height from which on a signed transaction is asked for, and sent (again). */
  private static long sendFrom(Submission submission) {
    return switch (submission) {
      case Submission.NotTried none -> 0;
      case Submission.Inherited inherited -> 0;
      case Submission.InDoubt doubt -> doubt.triedAt() + 1;
      case Submission.Rejected rejected -> rejected.triedAt() + 1;
      case Submission.Claimed claimed -> claimed.height() + 1;
      case Submission.Expired expired -> expired.askedAt() + 1;
    };
  }

  /** The DA height from which on the batch may be handed to a node that signs (again). */
  private static long submitFrom(PostingView view, PostingPolicy policy) {
    return switch (view.submission()) {
      case Submission.NotTried none -> 0;
      case Submission.Inherited inherited -> inherited.seenAt() + policy.inheritedHeights();
      case Submission.InDoubt doubt -> doubt.triedAt() + policy.doubtHeights();
      case Submission.Rejected rejected -> rejected.triedAt() + 1;
      case Submission.Claimed claimed -> claimed.height() + policy.doubtHeights();
      case Submission.Expired expired -> expired.askedAt() + 1;
    };
  }
}
