package metro.node.raft;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.node.apply.Applier;
import metro.node.log.FailStop;
import metro.node.log.LeadershipEvents;
import metro.node.store.LogPosition;
import metro.node.store.Store;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ratis calls. Applying happens in {@link Applier}; here is only what Ratis' contract asks
 * for: positions, skipping what is applied already, snapshots, leadership, and never letting an
 * error pass: Ratis would close the division and leave the process alive without it.
 */
final class LogStateMachine extends BaseStateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(LogStateMachine.class);

  private final Store store;
  private final Applier applier;
  private final Snapshots snapshots;
  private final Proposals proposals;
  private final LeadershipEvents leadership;
  private final FailStop failStop;
  private volatile boolean leaderless;
  // Where Ratis is; behind the store's position while it replays after a restart.
  private volatile long handedIndex = RaftLog.INVALID_LOG_INDEX;

  LogStateMachine(
      Store store,
      Applier applier,
      Snapshots snapshots,
      Proposals proposals,
      LeadershipEvents leadership,
      FailStop failStop) {
    this.store = store;
    this.applier = applier;
    this.snapshots = snapshots;
    this.proposals = proposals;
    this.leadership = leadership;
    this.failStop = failStop;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    getLifeCycle().startAndTransition(() -> start(server, groupId, storage), IOException.class);
  }

  private void start(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(server, groupId, storage);
    snapshots.open();
    goOnFromNewerSnapshot();
    snapshots.newest().ifPresent(s -> handedIndex = s.getIndex());
  }

  /** A snapshot that was installed just before a crash is ahead of the store. */
  private void goOnFromNewerSnapshot() {
    snapshots
        .newestDirectory()
        .filter(s -> s.position().index() > store.position().index())
        .ifPresent(s -> {
          LOG.info("going on from snapshot {}", s.path());
          store.replace(s.path());
          applier.replaced();
        });
  }

  @Override
  public TermIndex getLastAppliedTermIndex() {
    LogPosition at = store.position();
    return TermIndex.valueOf(at.term(), at.index());
  }

  // --- the leader's way in ---

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    TransactionContext.Builder context =
        TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request);
    Optional<Proposal> proposal = proposals.of(request);
    if (proposal.isEmpty()) {
      // Not thrown: Ratis would keep a never-ending entry in its retry cache.
      return context
          .build()
          .setException(new IOException("entries come through the member's own gateway only"));
    }
    proposal.get().start();
    return context.setStateMachineContext(proposal.get()).build();
  }

  @Override
  public TransactionContext cancelTransaction(TransactionContext context) {
    // Other exceptions may come after the entry got into the log.
    boolean outside =
        context.getException() instanceof NotLeaderException
            || context.getException() instanceof LeaderNotReadyException
            || context.getException() instanceof LeaderSteppingDownException;
    if (outside && context.getStateMachineContext() instanceof Proposal proposal) {
      proposal.refuse();
    }
    return context;
  }

  // --- applying, on the updater thread ---

  // Errors too: whatever happened, state and log may have come apart.
  @SuppressWarnings("CatchingUnchecked")
  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext context) {
    try {
      LogEntryProto entry = context.getLogEntry();
      handedIndex = entry.getIndex();
      if (!applier.isApplied(entry.getIndex())) {
        LogPosition at = new LogPosition(entry.getTerm(), entry.getIndex());
        apply(at, context, entry);
      }
    } catch (Throwable t) {
      failStop.stop("applying a log entry failed", t);
    }
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  private void apply(LogPosition at, TransactionContext context, LogEntryProto entry) {
    if (context.getStateMachineContext() instanceof Proposal proposal) {
      proposals.complete(proposal, applier.apply(at, proposal.entry(), proposal.bytes().length));
    } else {
      applier.apply(at, entry.getStateMachineLogEntry().getLogData().toByteArray());
    }
  }

  @SuppressWarnings("CatchingUnchecked")
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    try {
      handedIndex = index;
      applier.skip(new LogPosition(term, index));
    } catch (Throwable t) {
      failStop.stop("noting a log position failed", t);
    }
  }

  /** Asked by {@link RatisMembership} alone, for what comes before the answer. */
  @Override
  public CompletableFuture<Message> query(Message nothing) {
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  // --- snapshots ---

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return snapshots.newest().orElse(null);
  }

  /** Making it has happened in {@link SnapshotMaker}; this is Ratis asking what it may purge. */
  @Override
  public long takeSnapshot() throws IOException {
    // While Ratis replays it must not hear of an index it has not reached.
    return snapshots.adopt(handedIndex).orElse(RaftLog.INVALID_LOG_INDEX);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    snapshots.pause();
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @SuppressWarnings("CatchingUnchecked")
  @Override
  public void reinitialize() {
    try {
      snapshots.open();
      SnapshotDirectory installed =
          snapshots
              .newestDirectory()
              .orElseThrow(() -> new IOException("the installed snapshot is not there"));
      LOG.info("installing snapshot {}", installed.path());
      snapshots.force(installed);
      store.replace(installed.path());
      applier.replaced();
      handedIndex = installed.position().index();
      getLifeCycle().startAndTransition(() -> {});
    } catch (Throwable t) {
      failStop.stop("installing a snapshot failed", t);
    }
  }

  // --- leadership: under Ratis' server lock, return at once ---

  @Override
  public void notifyLeaderReady() {
    leadership.becomeLeader(String.valueOf(getId()));
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pendingEntries) {
    leadership.becomeFollower(Optional.empty());
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
    leaderless = false;
    if (!self.getPeerId().equals(leader)) {
      leadership.becomeFollower(Optional.of(leader.toString()));
    }
  }

  @Override
  public void notifyExtendedNoLeader(RoleInfoProto role) {
    if (!leaderless) {
      leaderless = true;
      LOG.warn("no leader for some time; this member is {}", role.getRole());
    }
    leadership.becomeFollower(Optional.empty());
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    failStop.stop("the log cannot be written: check the disk's space and health", cause);
  }
}
