package metro.node.raft;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import metro.node.apply.Applier;
import metro.node.raft.RaftSettings.Retention;
import metro.node.store.StoreException;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when to make a snapshot: by bytes, entries or time, whichever comes first; then lets
 * Ratis purge. Has its own thread: applying goes on while RocksDB links its files.
 */
final class SnapshotMaker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotMaker.class);
  private static final long CHECK_SECONDS = 1;
  private static final long PURGE_TIMEOUT_MS = 10_000;

  private final RaftServer server;
  private final RaftGroupId groupId;
  private final Retention retention;
  private final Applier applier;
  private final Snapshots snapshots;
  private final ClientId clientId;
  private final AtomicLong callIds = new AtomicLong();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("snapshots").factory());
  private long entriesAtLast;
  private long bytesAtLast;
  private long lastNanos = System.nanoTime();

  SnapshotMaker(
      RaftServer server,
      RaftGroupId groupId,
      RaftSettings settings,
      Applier applier,
      Snapshots snapshots,
      ClientId clientId) {
    this.server = server;
    this.groupId = groupId;
    this.retention = settings.retention();
    this.applier = applier;
    this.snapshots = snapshots;
    this.clientId = clientId;
  }

  void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::check, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
  }

  /** Makes one now, on the maker's thread, and waits for it. */
  void makeNow() throws IOException {
    try {
      thread
          .submit(() -> {
            make();
            return true;
          })
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a snapshot was made", e);
    } catch (ExecutionException e) {
      throw new IOException("the snapshot failed: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PURGE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("a snapshot is still being made");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check() {
    try {
      if (isDue()) {
        make();
      }
    } catch (IOException | StoreException | CompletionException e) {
      LOG.warn("no snapshot this time, trying again: {}", e.toString());
    }
  }

  private boolean isDue() {
    long entries = applier.appliedEntries() - entriesAtLast;
    long bytes = applier.appliedBytes() - bytesAtLast;
    return entries >= retention.snapshotEveryEntries()
        || bytes >= retention.snapshotEveryBytes()
        || (entries > 0 && System.nanoTime() - lastNanos >= retention.snapshotEvery().toNanos());
  }

  private void make() throws IOException {
    long entries = applier.appliedEntries();
    long bytes = applier.appliedBytes();
    boolean made = snapshots.make();
    entriesAtLast = entries;
    bytesAtLast = bytes;
    lastNanos = System.nanoTime();
    if (made) {
      purge();
    }
  }

  /** Makes Ratis ask the state machine for its newest snapshot, and purge the log below it. */
  private void purge() throws IOException {
    SnapshotManagementRequest request =
        SnapshotManagementRequest.newCreate(
            clientId, server.getId(), groupId, callIds.incrementAndGet(), PURGE_TIMEOUT_MS, 1);
    try {
      server.snapshotManagementAsync(request).get(2 * PURGE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the log was purged", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the log was not purged: " + e, e);
    }
  }
}
