package metro.node.raft;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import metro.node.apply.Applier;
import metro.node.log.FailStop;
import metro.node.log.LeadershipEvents;
import metro.node.log.Membership;
import metro.node.log.ProposeException;
import metro.node.log.RaftLog;
import metro.node.store.Store;
import metro.state.ApplyResult;
import metro.state.LogEntry;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link RaftLog} on Apache Ratis: this member's server of the committee's one group. */
public final class RatisLog implements RaftLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);
  private static final long RESIGN_TIMEOUT_MS = 3_000;

  private final RaftSettings settings;
  private final RaftGroupId groupId;
  private final RaftServer server;
  private final Proposals proposals = new Proposals();
  private final LeadershipEvents leadership = new LeadershipEvents();
  private final RatisMembership membership;
  private final SnapshotMaker snapshotMaker;
  private final DivisionSupervisor supervisor;
  private final AtomicLong callIds = new AtomicLong();
  // Order of proposing is order in the log.
  private final ReentrantLock proposing = new ReentrantLock();

  /**
   * Prepares the server; {@link #start} starts it.
   *
   * @param start what the log begins with
   * @throws IOException when the directory or the configuration cannot be used
   */
  public RatisLog(
      RaftSettings settings, Store store, Applier applier, FailStop failStop, LogStart start)
      throws IOException {
    this.settings = settings;
    this.groupId = RaftGroupId.valueOf(settings.groupId());
    RaftDirectory directory = new RaftDirectory(settings.groupDirectory());
    directory.prepare(start.isEmpty());
    Snapshots snapshots =
        new Snapshots(
            directory.snapshots(),
            settings.directory().resolveSibling("checkpoint-in-work"),
            store);
    LogStateMachine stateMachine =
        new LogStateMachine(store, applier, snapshots, proposals, leadership, failStop);
    this.server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(settings.self()))
            .setGroup(RatisTransport.group(settings, start))
            .setProperties(RatisProperties.of(settings))
            .setParameters(RatisTransport.parameters(settings))
            .setStateMachine(stateMachine)
            .setOption(start.option())
            .build();
    this.membership = new RatisMembership(server, groupId, settings, proposals.clientId());
    this.supervisor = new DivisionSupervisor(server, groupId, failStop);
    this.snapshotMaker =
        new SnapshotMaker(server, groupId, settings, applier, snapshots, proposals.clientId());
  }

  /**
   * Opens the ports and takes part in elections.
   *
   * @throws IOException when the log cannot be read or a port is taken
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (CompletionException | IllegalStateException e) {
      throw new IOException(
          "the log in " + settings.groupDirectory() + " cannot be opened: " + rootOf(e), e);
    }
    supervisor.start();
    snapshotMaker.start();
  }

  @Override
  public CompletableFuture<ApplyResult> propose(LogEntry entry) {
    Proposal proposal = new Proposal(entry);
    if (!isLeader()) {
      proposals.fail(proposal, new ProposeException.NotLeader(otherLeader()));
      return proposal.result();
    }
    proposing.lock();
    try {
      submit(proposal);
    } finally {
      proposing.unlock();
    }
    return proposal.result();
  }

  @Override
  public boolean isLeader() {
    return leadership.leads();
  }

  @Override
  public Optional<String> leaderName() {
    if (isLeader()) {
      return Optional.of(settings.self());
    }
    return otherLeader();
  }

  @Override
  public void addLeadershipListener(LeadershipListener listener) {
    leadership.add(listener);
  }

  /** Changes of who counts; works on the leader alone. */
  public Membership membership() {
    return membership;
  }

  /** Gives up leading; does nothing when this member does not lead. An election follows. */
  public void resign() {
    // No successor named: Ratis takes a name only with a priority, which would stay.
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            proposals.clientId(),
            server.getId(),
            groupId,
            callIds.incrementAndGet(),
            null,
            RESIGN_TIMEOUT_MS);
    try {
      var _ = server.transferLeadershipAsync(request).whenComplete((_, error) -> notGivenUp(error));
    } catch (IOException e) {
      notGivenUp(e);
    }
  }

  private static void notGivenUp(@Nullable Throwable error) {
    if (error != null) {
      LOG.warn("leadership was not given up: {}", error.toString());
    }
  }

  /** Proposals without a result yet. */
  public int waitingProposals() {
    return proposals.count();
  }

  /** Makes a snapshot now and purges the log below it, as far as configured. */
  public void snapshot() throws IOException {
    snapshotMaker.makeNow();
  }

  /** Steps out of the group's work and closes the ports. */
  @Override
  public void close() throws IOException {
    supervisor.close();
    snapshotMaker.close();
    leadership.becomeFollower(Optional.empty());
    server.close();
    proposals.close();
    leadership.close();
  }

  private void submit(Proposal proposal) {
    long callId = callIds.incrementAndGet();
    proposals.add(callId, proposal);
    try {
      RaftClientRequest request =
          RaftClientRequest.newBuilder()
              .setClientId(proposals.clientId())
              .setServerId(server.getId())
              .setGroupId(groupId)
              .setCallId(callId)
              .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(proposal.bytes())))
              .setType(RaftClientRequest.writeRequestType())
              .build();
      // Straight into the division: no hand-over to another thread, so order is kept.
      var division = (RaftClientAsynchronousProtocol) server.getDivision(groupId);
      var _ =
          division
              .submitClientRequestAsync(request)
              .whenComplete((reply, error) -> failed(proposal, reply, error));
    } catch (IOException e) {
      failed(proposal, null, e);
    }
  }

  /** Success comes from the apply thread, with the result; here only what went wrong. */
  private void failed(
      Proposal proposal, @Nullable RaftClientReply reply, @Nullable Throwable error) {
    if (error == null && reply != null && reply.isSuccess()) {
      return;
    }
    if (proposal.isOutside()) {
      proposals.fail(proposal, new ProposeException.NotLeader(otherLeader()));
    } else {
      String reason = error != null || reply == null ? String.valueOf(error) : "leader changed";
      proposals.fail(proposal, new ProposeException.OutcomeUnknown(reason));
    }
  }

  private static Throwable rootOf(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? e : rootOf(cause);
  }

  private Optional<String> otherLeader() {
    return leadership.leader().filter(name -> !name.equals(settings.self()));
  }
}
