package metro.da.batch;

import metro.state.LogEntry;

/** The one next thing to do. */
public sealed interface PostingAction {
  /** Everything certified is posted, or not due yet. */
  record Idle() implements PostingAction {}

  /** Build batch {@code batch} of these heights and propose that it is prepared, maybe anew. */
  record Prepare(long batch, long fromHeight, long toHeight, long daHeight)
      implements PostingAction {}

  /** Look for the prepared batch at these DA heights, both included. */
  record Look(long firstDaHeight, long lastDaHeight) implements PostingAction {}

  /** Bring the prepared batch to the DA layer, or ask what became of it. */
  record Submit(long batch) implements PostingAction {}

  /** Wait until the DA layer reaches this height. */
  record AwaitDa(long daHeight) implements PostingAction {}

  /** Propose that the prepared batch is posted. */
  record Report(LogEntry.BatchPosted posted) implements PostingAction {}
}
