package metro.node.member;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import metro.node.ingress.MemberChannels;
import metro.node.tls.MemberTls;

/**
 * Channels to the other members. A member must show the certificate of the name it is called by,
 * wherever it is reached.
 */
public final class PeerChannels implements MemberChannels, AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 8 << 20;
  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 2;

  private final Map<String, ManagedChannel> channels = new TreeMap<>();

  /** Channels to all {@code members} but {@code tls.member()}; they connect when first used. */
  public PeerChannels(MemberTls tls, List<MemberAddress> members) throws IOException {
    ChannelCredentials credentials = tls.channelCredentials();
    for (MemberAddress member : members) {
      if (!member.name().equals(tls.member())) {
        channels.put(
            member.name(),
            NettyChannelBuilder.forAddress(member.host(), member.port(), credentials)
                .overrideAuthority(member.name())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .build());
      }
    }
  }

  @Override
  public Optional<Channel> to(String member) {
    return Optional.ofNullable(channels.get(member));
  }

  /** Tries to connect at once, however long the last attempt made it wait. */
  void hurry(String member) {
    Optional.ofNullable(channels.get(member)).ifPresent(ManagedChannel::resetConnectBackoff);
  }

  /** Names of the other members. */
  public List<String> names() {
    return List.copyOf(channels.keySet());
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels.values()) {
        channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
