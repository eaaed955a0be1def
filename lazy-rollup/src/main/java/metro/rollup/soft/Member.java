package metro.rollup.soft;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import java.util.concurrent.TimeUnit;
import metro.rollup.Limits;
import metro.state.RollupId;
import metro.wire.CommitteeInfo;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.GetCommitteeRequest;
import metro.wire.SequencerGrpc;

/** A connection to one member; made lazily, kept open. Safe for many threads. */
public final class Member implements AutoCloseable {
  private static final long KEEPALIVE_SECONDS = 20;

  private final MemberEndpoint endpoint;
  private final ManagedChannel channel;

  Member(MemberEndpoint endpoint) {
    this.endpoint = endpoint;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .maxInboundMessageSize(Limits.MAX_FOLLOW_MESSAGE_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_SECONDS / 2, TimeUnit.SECONDS);
    this.channel =
        (endpoint.tls() ? builder.useTransportSecurity() : builder.usePlaintext()).build();
  }

  /** Where it is. */
  public MemberEndpoint endpoint() {
    return endpoint;
  }

  /** A rollup's updates from a block number on; cancel it when done. */
  BlockingClientCall<?, FollowUpdate> follow(RollupId rollup, long fromNumber) {
    return SequencerGrpc.newBlockingV2Stub(channel)
        .follow(
            FollowRequest.newBuilder()
                .setRollup(rollup.chainId())
                .setFromNumber(fromNumber)
                .build());
  }

  /** What it says about the committee. */
  CommitteeInfo committee() throws StatusException {
    return calls().getCommittee(GetCommitteeRequest.getDefaultInstance());
  }

  /** Unary calls with the standard time limit. */
  SequencerGrpc.SequencerBlockingV2Stub calls() {
    return SequencerGrpc.newBlockingV2Stub(channel)
        .withDeadlineAfter(Limits.CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether another member may do better: this one is down, leaving or overloaded. */
  static boolean isUnavailable(StatusException e) {
    Status.Code code = e.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE
        || code == Status.Code.DEADLINE_EXCEEDED
        || code == Status.Code.CANCELLED
        || code == Status.Code.RESOURCE_EXHAUSTED;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
