package metro.node.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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

  /** How long a successor has to catch up. */
  public static final Duration HANDOVER_TIMEOUT = Duration.ofSeconds(1);

  private final RaftSettings settings;
  private final RaftGroupId groupId;
  private final RaftServer server;
  private final Proposals proposals = new Proposals();
  private final LeadershipEvents leadership = new LeadershipEvents();
  private final RatisMembership membership;
  private final Succession succession;
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
    this.succession = new Succession(server, groupId, settings, leadership);
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
      return CompletableFuture.failedFuture(new ProposeException.NotLeader(otherLeader()));
    }
    proposing.lock();
    try {
      submit(proposal);
    } finally {
      proposing.unlock();
    }
    // Told at once, so that nobody builds on what did not get into the log.
    return proposal.isGrounded()
        ? CompletableFuture.failedFuture(new ProposeException.NotLeader(otherLeader()))
        : proposal.result();
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

  /**
   * Lets {@code successor} lead, if it is up to date within {@link #HANDOVER_TIMEOUT}; until then
   * nothing is proposed. A successor is named because without one this member would mostly win the
   * election itself: its time runs from the beginning, the others' from some heartbeat before.
   *
   * @return whether the successor leads; false too when this member did not lead
   */
  public CompletableFuture<Boolean> handTo(String successor) {
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            proposals.clientId(),
            server.getId(),
            groupId,
            callIds.incrementAndGet(),
            RaftPeerId.valueOf(successor),
            HANDOVER_TIMEOUT.toMillis());
    try {
      return server
          .transferLeadershipAsync(request)
          .handle((reply, error) -> isHandedOver(successor, reply, error))
          .completeOnTimeout(false, 2 * HANDOVER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      return CompletableFuture.completedFuture(isHandedOver(successor, null, e));
    }
  }

  private static boolean isHandedOver(
      String successor, @Nullable RaftClientReply reply, @Nullable Throwable error) {
    if (reply != null && reply.isSuccess()) {
      return true;
    }
    Object why = reply == null ? error : reply.getException();
    LOG.warn("leadership was not handed to {}: {}", successor, String.valueOf(why));
    return false;
  }

  /**
   * Tells that the connection to {@code member} broke: when it led and its process is gone, this
   * member stands for election without waiting for the election time out. Waits for a while.
   */
  public void connectionLost(String member) throws InterruptedException {
    succession.connectionLost(member);
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
      proposal.ground();
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
