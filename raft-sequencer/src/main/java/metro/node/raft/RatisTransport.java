package metro.node.raft;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;

/**
 * Who the members of the log are and how they speak to each other. Public for the bench alone: its
 * bare log speaks the same way.
 */
public final class RatisTransport {
  private RatisTransport() {}

  /** The committee's one group. */
  public static RaftGroup group(RaftSettings settings) {
    return group(settings, LogStart.NEW);
  }

  /**
   * The same as a member that starts knows it. One that comes back with nothing knows nobody: it
   * stands for no election before the others' log tells it that it counts.
   */
  static RaftGroup group(RaftSettings settings, LogStart start) {
    List<RaftPeer> known =
        start == LogStart.REJOINING
            ? List.of()
            : settings.peers().stream().map(RatisTransport::peer).toList();
    return RaftGroup.valueOf(RaftGroupId.valueOf(settings.groupId()), known);
  }

  /** Mutual TLS, and who may call what. */
  public static Parameters parameters(RaftSettings settings) {
    Parameters parameters = new Parameters();
    GrpcTlsConfig tls =
        new GrpcTlsConfig(
            settings.tls().key(), settings.tls().certificate(), settings.tls().authority(), true);
    GrpcConfigKeys.TLS.setConf(parameters, tls);
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters,
        new PortAuthorisation(
            settings.self(),
            settings.peers().stream().map(RaftSettings.Peer::name).collect(Collectors.toSet())));
    return parameters;
  }

  static RaftPeer peer(RaftSettings.Peer peer) {
    return RaftPeer.newBuilder().setId(peer.name()).setAddress(peer.address()).build();
  }
}
