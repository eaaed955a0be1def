package metro.da.batch;

import java.util.concurrent.CompletableFuture;
import metro.state.LogEntry;

/** The replicated log, as far as the poster uses it. */
public interface PosterLog {
  /** Whether this member leads and has applied everything of earlier terms. */
  boolean isLeader();

  /**
   * Proposes an entry. Completes when it is applied here; what it did shows in the cursor.
   * Completes exceptionally when it is not or may not be in the log.
   */
  CompletableFuture<?> propose(LogEntry entry);
}
