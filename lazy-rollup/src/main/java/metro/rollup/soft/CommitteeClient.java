package metro.rollup.soft;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.wire.GetStatusRequest;
import metro.wire.SequencerGrpc.SequencerBlockingV2Stub;
import metro.wire.SubmitReply;
import metro.wire.SubmitRequest;
import metro.wire.TransactionStatus;

/**
 * Asks the committee on behalf of users: one member after the other until one answers. Submitting
 * twice is harmless, a transaction is ordered once. Blocks; safe for many threads.
 */
public final class CommitteeClient {
  private final MemberPool pool;

  /** A client over the same members the node follows. */
  public CommitteeClient(MemberPool pool) {
    this.pool = pool;
  }

  /** What came back. */
  public sealed interface Answer<T> {}

  /** A member's answer. */
  public record Answered<T>(T reply) implements Answer<T> {}

  /** No member answers. */
  public record Unavailable<T>(String reason) implements Answer<T> {}

  private interface Request<T> {
    T send(SequencerBlockingV2Stub stub) throws StatusException;
  }

  /** Has a transaction ordered. */
  public Answer<SubmitReply> submit(Bytes raw) {
    SubmitRequest request =
        SubmitRequest.newBuilder().setRaw(ByteString.copyFrom(raw.arrayForReading())).build();
    return ask(stub -> stub.submit(request));
  }

  /** How far the committee has come with a transaction. */
  public Answer<TransactionStatus> status(Hash txHash) {
    GetStatusRequest request =
        GetStatusRequest.newBuilder().setTxHash(ByteString.copyFrom(txHash.bytes())).build();
    return ask(stub -> stub.getStatus(request));
  }

  private <T> Answer<T> ask(Request<T> request) {
    String reason = "no member is configured";
    for (Member member : pool.available()) {
      try {
        return new Answered<>(request.send(member.calls()));
      } catch (StatusException e) {
        reason = member + ": " + e.getStatus();
        if (!Member.isUnavailable(e)) {
          return new Unavailable<>(reason);
        }
      }
    }
    return new Unavailable<>(reason);
  }
}
