package metro.cli.client;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metro.wire.CommitteeInfo;
import metro.wire.GetCommitteeRequest;
import metro.wire.SequencerGrpc;

/** One member's public gRPC API. */
public final class MemberClient implements AutoCloseable {
  private static final long DEADLINE_MS = 3_000;
  private static final String TLS = "https://";

  private final String address;
  private final ManagedChannel channel;

  /**
   * A client of the member at {@code host:port}, or at {@code https://host:port} where it speaks
   * TLS; connects when first used.
   */
  public MemberClient(String address) {
    this.address = address;
    this.channel =
        address.startsWith(TLS)
            ? Grpc.newChannelBuilder(
                    address.substring(TLS.length()), TlsChannelCredentials.create())
                .build()
            : Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
  }

  /** As it was given. */
  public String address() {
    return address;
  }

  /** What the member says of itself and the committee; empty when it does not answer. */
  public Optional<CommitteeInfo> committee() {
    try {
      return Optional.of(
          SequencerGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS)
              .getCommittee(GetCommitteeRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** The channel, for streams. */
  public ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
