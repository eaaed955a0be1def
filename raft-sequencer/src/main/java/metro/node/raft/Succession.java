package metro.node.raft;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metro.node.log.LeadershipEvents;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election at once when the leader's process is gone, instead of after the election time
 * out: a process that ended leaves a machine that refuses connections to its port, which silence
 * does not tell apart from a pause. An election is safe at any time; called for wrongly, it costs a
 * change of leader. Members stand one after another, in the order of their names, so that they do
 * not split the votes.
 */
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(200);
  // A port may outlive the connections of a process that is ending.
  private static final int ATTEMPTS = 5;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(20);
  // About what an election takes.
  private static final Duration TURN = Duration.ofMillis(150);

  private final RaftServer server;
  private final RaftGroupId group;
  private final RaftSettings settings;
  private final LeadershipEvents leadership;

  Succession(
      RaftServer server, RaftGroupId group, RaftSettings settings, LeadershipEvents leadership) {
    this.server = server;
    this.group = group;
    this.settings = settings;
    this.leadership = leadership;
  }

  /** The connection to {@code member} broke. Waits for a while when it led and is gone. */
  void connectionLost(String member) throws InterruptedException {
    if (!leads(member) || !isGone(settings.peer(member))) {
      return;
    }
    Thread.sleep(TURN.multipliedBy(turnAfter(member)));
    if (leads(member)) {
      stand(member);
    }
  }

  /** 0 for who stands first. */
  private int turnAfter(String member) {
    List<String> others =
        settings.peers().stream()
            .map(RaftSettings.Peer::name)
            .filter(name -> !name.equals(member))
            .sorted()
            .toList();
    return others.indexOf(settings.self());
  }

  private boolean leads(String member) {
    return leadership.leader().equals(Optional.of(member));
  }

  private static boolean isGone(RaftSettings.Peer peer) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(peer.host(), peer.port()), (int) CONNECT_TIMEOUT.toMillis());
      } catch (ConnectException e) {
        return true;
      } catch (IOException e) {
        // Silence: the election time out has to judge.
        return false;
      }
      Thread.sleep(BETWEEN_ATTEMPTS);
    }
    return false;
  }

  /** As if the leader had asked for it, before it went. */
  private void stand(String gone) {
    try {
      TermIndex last = server.getDivision(group).getRaftLog().getLastEntryTermIndex();
      if (last == null) {
        return;
      }
      StartLeaderElectionReplyProto reply =
          server.startLeaderElection(
              StartLeaderElectionRequestProto.newBuilder()
                  .setServerRequest(
                      ClientProtoUtils.toRaftRpcRequestProtoBuilder(
                          RaftGroupMemberId.valueOf(RaftPeerId.valueOf(gone), group),
                          server.getId()))
                  .setLeaderLastEntry(last.toProto())
                  .build());
      if (reply.getServerReply().getSuccess()) {
        LOG.info("the process of {}, which led, is gone: standing for election", gone);
      }
    } catch (IOException e) {
      LOG.debug("no election now: {}", e.toString());
    }
  }
}
