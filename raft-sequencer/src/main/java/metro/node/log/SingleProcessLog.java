package metro.node.log;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import metro.node.apply.Applier;
import metro.node.store.LogPosition;
import metro.node.store.Store;
import metro.state.ApplyResult;
import metro.state.LogEntry;
import metro.state.LogEntryCodec;

/**
 * A log of one member without a log: each entry is applied at once on one apply thread. Survives a
 * crash of the process as far as the store does; for development and tests of everything above the
 * log.
 */
public final class SingleProcessLog implements RaftLog, AutoCloseable {
  private static final long TERM = 1;
  private static final long CLOSE_WAIT_SECONDS = 10;

  private final String member;
  private final Store store;
  private final Applier applier;
  private final FailStop failStop;
  private final LeadershipEvents leadership = new LeadershipEvents();
  private final ExecutorService applyThread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("apply").factory());
  private final ExecutorService completions =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("applied").factory());

  /** A log whose only member is {@code member}; it leads from the start. */
  public SingleProcessLog(String member, Store store, Applier applier, FailStop failStop) {
    this.member = member;
    this.store = store;
    this.applier = applier;
    this.failStop = failStop;
    leadership.becomeLeader(member);
  }

  @Override
  public CompletableFuture<ApplyResult> propose(LogEntry entry) {
    byte[] bytes = EntrySize.check(LogEntryCodec.encode(entry));
    CompletableFuture<ApplyResult> future = new CompletableFuture<>();
    try {
      applyThread.execute(() -> apply(bytes, future));
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(new ProposeException.NotLeader(Optional.empty()));
    }
    return future;
  }

  @Override
  public boolean isLeader() {
    return leadership.leads();
  }

  @Override
  public Optional<String> leaderName() {
    return Optional.of(member);
  }

  @Override
  public void addLeadershipListener(LeadershipListener listener) {
    leadership.add(listener);
  }

  /** Applies what was proposed, then stops. */
  @Override
  public void close() {
    leadership.becomeFollower(Optional.empty());
    leadership.close();
    applyThread.shutdown();
    try {
      applyThread.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    completions.shutdown();
  }

  // Errors too: whatever happened, state and log may have come apart.
  @SuppressWarnings("CatchingUnchecked")
  private void apply(byte[] bytes, CompletableFuture<ApplyResult> future) {
    try {
      LogPosition at = new LogPosition(TERM, store.position().index() + 1);
      ApplyResult result = applier.apply(at, bytes);
      completions.execute(() -> future.complete(result));
    } catch (Throwable t) {
      failStop.stop("applying a log entry failed", t);
    }
  }
}
