package metro.node.posting;

import java.util.concurrent.CompletableFuture;
import metro.da.batch.PosterLog;
import metro.node.log.RaftLog;
import metro.state.LogEntry;

/** The replicated log as the poster uses it. */
record RaftPosterLog(RaftLog log) implements PosterLog {
  @Override
  public boolean isLeader() {
    return log.isLeader();
  }

  @Override
  public CompletableFuture<?> propose(LogEntry entry) {
    return log.propose(entry);
  }
}
