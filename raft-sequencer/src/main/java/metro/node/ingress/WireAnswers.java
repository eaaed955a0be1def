package metro.node.ingress;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Outcome;
import metro.state.Position;
import metro.state.RejectReason;
import metro.wire.Ordered;
import metro.wire.Refusal;
import metro.wire.SubmitBundleReply;
import metro.wire.SubmitReply;

/** {@link Answer} as the API carries it, and back. */
public final class WireAnswers {
  private WireAnswers() {}

  /** The reply for one transaction; without an outcome when it is unknown. */
  public static SubmitReply transaction(Hash id, Answer answer) {
    SubmitReply.Builder out = SubmitReply.newBuilder().setTxHash(bytes(id));
    switch (answer) {
      case Answer.Ordered o -> out.setOrdered(ordered(o.legs().getFirst()));
      case Answer.Refused r -> out.setRefused(refusal(r));
      case Answer.TookBack t -> out.setTookBack(bytes(t.cancelled()));
      case Answer.Unknown _ -> {}
    }
    return out.build();
  }

  /** The reply for a bundle; without an outcome when it is unknown. */
  public static SubmitBundleReply bundle(Hash id, Answer answer) {
    SubmitBundleReply.Builder out = SubmitBundleReply.newBuilder().setBundleId(bytes(id));
    switch (answer) {
      case Answer.Ordered o -> {
        var legs = SubmitBundleReply.OrderedBundle.newBuilder();
        o.legs().forEach(leg -> legs.addLegs(ordered(leg)));
        out.setOrdered(legs);
      }
      case Answer.Refused r -> out.setRefused(refusal(r));
      case Answer.TookBack _, Answer.Unknown _ -> {}
    }
    return out.build();
  }

  /** What the reply says; empty when it says nothing. */
  static Optional<Answer> read(SubmitReply reply) {
    return switch (reply.getOutcomeCase()) {
      case ORDERED -> Optional.of(new Answer.Ordered(List.of(charged(reply.getOrdered()))));
      case REFUSED -> Optional.of(refused(reply.getRefused()));
      case TOOK_BACK -> Optional.of(new Answer.TookBack(hash(reply.getTookBack())));
      case OUTCOME_NOT_SET -> Optional.empty();
    };
  }

  /** What the reply says; empty when it says nothing. */
  static Optional<Answer> read(SubmitBundleReply reply) {
    return switch (reply.getOutcomeCase()) {
      case ORDERED ->
          Optional.of(
              new Answer.Ordered(
                  reply.getOrdered().getLegsList().stream().map(WireAnswers::charged).toList()));
      case REFUSED -> Optional.of(refused(reply.getRefused()));
      case OUTCOME_NOT_SET -> Optional.empty();
    };
  }

  /** A place in the log. */
  public static Ordered ordered(Outcome.Charged charged) {
    Position at = charged.position();
    return Ordered.newBuilder()
        .setHeight(at.height())
        .setSeq(at.seq())
        .setRollup(at.rollup())
        .setRollupNumber(at.rollupNumber())
        .setRollupIndex(at.rollupIndex())
        .setCharge(charged.charge())
        .setPayer(ByteString.copyFrom(charged.payer().bytes()))
        .build();
  }

  /** A refusal. */
  public static Refusal refusal(Answer.Refused refused) {
    return Refusal.newBuilder()
        .setCode(refused.reason().code())
        .setText(refused.reason().text())
        .setDetail(refused.detail())
        .setLeg(refused.leg())
        .setExpectedNonce(refused.expectedNonce())
        .setRetryAfterMs(refused.retryAfterMs())
        .build();
  }

  /** The bytes of a hash. */
  public static ByteString bytes(Hash hash) {
    return UnsafeByteOperations.unsafeWrap(hash.bytes());
  }

  /** Bytes without a copy. */
  public static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.arrayForReading());
  }

  private static Outcome.Charged charged(Ordered ordered) {
    Position position =
        new Position(
            ordered.getHeight(),
            ordered.getSeq(),
            ordered.getRollup(),
            ordered.getRollupNumber(),
            ordered.getRollupIndex());
    Address payer =
        ordered.getPayer().size() == Address.SIZE
            ? Address.of(ordered.getPayer().toByteArray())
            : Address.ZERO;
    return new Outcome.Charged(position, ordered.getCharge(), payer);
  }

  private static Answer.Refused refused(Refusal refusal) {
    RejectReason reason =
        Arrays.stream(RejectReason.values())
            .filter(r -> r.code() == refusal.getCode())
            .findFirst()
            .orElse(RejectReason.OVERLOADED);
    return new Answer.Refused(
        reason,
        refusal.getDetail(),
        refusal.getLeg(),
        refusal.getExpectedNonce(),
        refusal.getRetryAfterMs());
  }

  private static Hash hash(ByteString bytes) {
    return bytes.size() == Hash.SIZE ? Hash.of(bytes.toByteArray()) : Hash.ZERO;
  }
}
