package metro.node.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import metro.node.log.Membership;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SetConfigurationRequest.Arguments;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Membership} by Raft's own changes of configuration. Each is committed by majorities of the
 * old and the new one; a member that comes in counts only when it has caught up.
 */
final class RatisMembership implements Membership {
  private static final Logger LOG = LoggerFactory.getLogger(RatisMembership.class);
  // Heartbeats go out several times in the shortest silence before an election.
  private static final int SILENCES_UNTIL_DEAD = 3;
  private static final long ANSWER_SECONDS = 120;

  private final RaftServer server;
  private final RaftGroupId groupId;
  private final RaftSettings settings;
  private final ClientId clientId;
  private final AtomicLong callIds = new AtomicLong();

  RatisMembership(
      RaftServer server, RaftGroupId groupId, RaftSettings settings, ClientId clientId) {
    this.server = server;
    this.groupId = groupId;
    this.settings = settings;
    this.clientId = clientId;
  }

  @Override
  public Change leave(String member) {
    return changing(() -> {
      List<RaftPeer> now = current();
      List<RaftPeer> rest = now.stream().filter(p -> !isOf(p, member)).toList();
      if (rest.size() < now.size()) {
        requireSilent(member);
        int majority = settings.peers().size() / 2 + 1;
        if (rest.size() < majority) {
          throw new RefusedException(
              Reason.TOO_FEW,
              "without %s only %d members count, of a committee of %d: bring back the others first"
                  .formatted(member, rest.size(), settings.peers().size()));
        }
      }
      set(now, rest);
      LOG.info("{} is out of the log's configuration", member);
      return rest;
    });
  }

  @Override
  public Change join(String member) {
    return changing(() -> {
      List<RaftPeer> now = current();
      if (now.stream().anyMatch(p -> isOf(p, member))) {
        set(now, now);
        return now;
      }
      List<RaftPeer> more = new ArrayList<>(now);
      more.add(RatisTransport.peer(settings.peer(member)));
      set(now, more);
      LOG.info("{} is in the log's configuration again", member);
      return more;
    });
  }

  @FunctionalInterface
  private interface Action {
    List<RaftPeer> run() throws IOException, RefusedException;
  }

  /** Why a change was not made. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    RefusedException(Reason reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }

  private Change changing(Action action) {
    try {
      if (!server.getDivision(groupId).getInfo().isLeaderReady()) {
        return new Change.Refused(Reason.NOT_LEADER, "");
      }
      List<RaftPeer> wanted = action.run();
      confirm();
      if (!ids(current()).equals(ids(wanted))) {
        return new Change.Refused(Reason.BUSY, "the configuration has changed meanwhile");
      }
      return new Change.Done();
    } catch (RefusedException e) {
      return new Change.Refused(e.reason, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Change.Refused(Reason.NO_ANSWER, String.valueOf(e.getMessage()));
    }
  }

  /** Ratis refuses while the present configuration is not committed, also where nothing changes. */
  private void set(List<RaftPeer> now, List<RaftPeer> wanted) throws IOException, RefusedException {
    Arguments arguments =
        Arguments.newBuilder()
            .setServersInCurrentConf(now)
            .setServersInNewConf(wanted)
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .build();
    await(
        server.setConfigurationAsync(
            new SetConfigurationRequest(
                clientId, server.getId(), groupId, callIds.incrementAndGet(), arguments)));
  }

  /**
   * A linearizable read of nothing: this member still leads, or knows as much as who does, and has
   * applied what was committed. A leader that was deposed without knowing would otherwise tell of a
   * configuration that has passed.
   */
  private void confirm() throws IOException, RefusedException {
    var division = (RaftClientAsynchronousProtocol) server.getDivision(groupId);
    await(
        division.submitClientRequestAsync(
            RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(server.getId())
                .setGroupId(groupId)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.EMPTY)
                .setType(RaftClientRequest.readRequestType())
                .build()));
  }

  private static void await(Future<RaftClientReply> future) throws IOException, RefusedException {
    try {
      RaftClientReply reply = future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
      if (!reply.isSuccess()) {
        throw refused(reply.getException());
      }
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + ANSWER_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static RefusedException refused(@Nullable Throwable cause) {
    return switch (cause instanceof CompletionException c ? c.getCause() : cause) {
      case ReconfigurationInProgressException e ->
          new RefusedException(Reason.BUSY, String.valueOf(e.getMessage()));
      case NotLeaderException _ -> new RefusedException(Reason.NOT_LEADER, "");
      case null -> new RefusedException(Reason.NO_ANSWER, "");
      case Throwable other -> new RefusedException(Reason.NO_ANSWER, other.toString());
    };
  }

  private void requireSilent(String member) throws IOException, RefusedException {
    long quietMs = SILENCES_UNTIL_DEAD * settings.timing().electionMax().toMillis();
    for (ServerRpcProto follower :
        server
            .getDivision(groupId)
            .getInfo()
            .getRoleInfoProto()
            .getLeaderInfo()
            .getFollowerInfoList()) {
      boolean same = follower.getId().getId().toStringUtf8().equals(member);
      if (same && follower.getLastRpcElapsedTimeMs() < quietMs) {
        throw new RefusedException(
            Reason.STILL_ALIVE,
            "the leader heard from %s %d ms ago: stop the process that runs under this name"
                .formatted(member, follower.getLastRpcElapsedTimeMs()));
      }
    }
  }

  private List<RaftPeer> current() throws IOException {
    RaftConfiguration configuration = server.getDivision(groupId).getRaftConf();
    return List.copyOf(configuration.getCurrentPeers());
  }

  private static Set<RaftPeerId> ids(List<RaftPeer> peers) {
    return peers.stream().map(RaftPeer::getId).collect(Collectors.toSet());
  }

  private static boolean isOf(RaftPeer peer, String member) {
    return peer.getId().equals(RaftPeerId.valueOf(member));
  }
}
