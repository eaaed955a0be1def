package metro.node.rpc;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import metro.node.chain.Chain;
import metro.node.chain.ChainListener;
import metro.state.LedgerView;
import metro.state.PostingCursor;

/**
 * Which batch a height was posted in. The state holds the newest only; earlier ones are remembered
 * as they come, so many, and not over a restart.
 */
final class PostedBatches implements AutoCloseable {
  private static final int REMEMBERED = 4096;

  /**
   * Where a height stands on the DA layer.
   *
   * @param batch 0 when that was too long ago to be remembered
   * @param daHeight likewise
   */
  record Posted(long batch, long daHeight) {}

  private final Chain chain;
  private final NavigableMap<Long, Posted> byLastHeight = new ConcurrentSkipListMap<>();
  private final Chain.Registration registration;

  PostedBatches(Chain chain) {
    this.chain = chain;
    this.registration =
        chain.addListener(
            new ChainListener() {
              @Override
              public void onPosted(PostingCursor cursor) {
                remember(cursor);
              }
            });
    remember(cursor());
  }

  /** Where {@code height} was posted; empty when it was not yet. */
  Optional<Posted> of(long height) {
    if (height > cursor().postedHeight()) {
      return Optional.empty();
    }
    Map.Entry<Long, Posted> batch = byLastHeight.ceilingEntry(height);
    Map.Entry<Long, Posted> before = byLastHeight.lowerEntry(height);
    boolean exact =
        batch != null
            && (batch.getValue().batch() == 1
                || (before != null && before.getValue().batch() == batch.getValue().batch() - 1));
    return Optional.of(exact ? batch.getValue() : new Posted(0, 0));
  }

  private PostingCursor cursor() {
    return new LedgerView(chain.view()).cursor();
  }

  private void remember(PostingCursor cursor) {
    if (cursor.postedBatch() > 0) {
      byLastHeight.put(
          cursor.postedHeight(), new Posted(cursor.postedBatch(), cursor.postedDaHeight()));
      if (byLastHeight.size() > REMEMBERED) {
        byLastHeight.pollFirstEntry();
      }
    }
  }

  @Override
  public void close() {
    registration.close();
  }
}
