package metro.node.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.node.follow.FollowService;
import metro.node.ingress.Answer;
import metro.node.ingress.Ingress;
import metro.node.ingress.WireAnswers;
import metro.state.Limits;
import metro.state.Outcome;
import metro.wire.CommitteeInfo;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.GetCommitteeRequest;
import metro.wire.GetReceiptRequest;
import metro.wire.GetStatusRequest;
import metro.wire.Receipt;
import metro.wire.SequencerGrpc;
import metro.wire.SubmitBatch;
import metro.wire.SubmitBatchReply;
import metro.wire.SubmitBundleReply;
import metro.wire.SubmitBundleRequest;
import metro.wire.SubmitReply;
import metro.wire.SubmitRequest;
import metro.wire.TransactionStatus;

/** The public API. Handlers run on virtual threads; answers come from ingress. */
final class SequencerService extends SequencerGrpc.SequencerImplBase {
  private final Ingress ingress;
  private final FollowService follow;
  private final Tracker tracker;
  private final Receipts receipts;
  private final CommitteeReport committee;
  private final GrpcLimits limits;

  SequencerService(
      Ingress ingress,
      FollowService follow,
      Tracker tracker,
      Receipts receipts,
      CommitteeReport committee,
      GrpcLimits limits) {
    this.ingress = ingress;
    this.follow = follow;
    this.tracker = tracker;
    this.receipts = receipts;
    this.committee = committee;
    this.limits = limits;
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitReply> reply) {
    answer(
        request.getRaw().size(),
        reply,
        () -> submit(ingress, request.getRaw(), request.getSigner(), ConnectionGuard.current()),
        WireAnswers::transaction);
  }

  /** With the named signer, for whom the connection's address stands, when one is named. */
  static Ingress.Submitted submit(
      Ingress ingress,
      ByteString raw,
      ByteString signer,
      Optional<ConnectionGuard.Connection> connection) {
    return signer.size() == Address.SIZE && connection.isPresent()
        ? ingress.submit(bytes(raw), Address.of(signer.toByteArray()), connection.get().address())
        : ingress.submit(bytes(raw));
  }

  @Override
  public void submitBundle(SubmitBundleRequest request, StreamObserver<SubmitBundleReply> reply) {
    if (request.getMinHeight() < 0 || request.getMaxHeight() < 0) {
      fail(
          reply,
          Status.INVALID_ARGUMENT.withDescription("min_height or max_height is 2^63 or more"));
      return;
    }
    if (request.getLegsCount() > Limits.MAX_BUNDLE_LEGS) {
      String text = "legs: more than " + Limits.MAX_BUNDLE_LEGS;
      fail(reply, Status.INVALID_ARGUMENT.withDescription(text));
      return;
    }
    List<Bytes> legs = request.getLegsList().stream().map(SequencerService::bytes).toList();
    answer(
        request.getSerializedSize(),
        reply,
        () -> ingress.submitBundle(legs, request.getMinHeight(), request.getMaxHeight()),
        WireAnswers::bundle);
  }

  private interface Form<T> {
    T of(Hash id, Answer answer);
  }

  private static <T> void answer(
      long bytes, StreamObserver<T> reply, Supplier<Ingress.Submitted> submit, Form<T> form) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) reply;
    call.setOnCancelHandler(() -> {});
    Optional<ConnectionGuard.Connection> connection = ConnectionGuard.current();
    if (connection.isPresent() && !connection.get().acquire(bytes)) {
      call.onError(Overload.exception("too many bytes of this connection wait", 250));
      return;
    }
    Runnable release = () -> connection.ifPresent(c -> c.release(bytes));
    try {
      Ingress.Submitted submitted = submit.get();
      var _ =
          submitted
              .answer()
              .thenAccept(a -> {
                release.run();
                send(call, a, form.of(submitted.id(), a));
              });
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  private static <T> void send(ServerCallStreamObserver<T> call, Answer answer, T reply) {
    if (call.isCancelled()) {
      return;
    }
    if (answer instanceof Answer.Refused r && isOverload(r)) {
      call.onError(Overload.exception(r.reason().text(), r.retryAfterMs()));
      return;
    }
    call.onNext(reply);
    call.onCompleted();
  }

  private static boolean isOverload(Answer.Refused refused) {
    return switch (refused.reason()) {
      case OVERLOADED, POOL_FULL, SENDER_LIMIT, DA_BACKLOG -> true;
      default -> false;
    };
  }

  @Override
  public StreamObserver<SubmitBatch> submitStream(StreamObserver<SubmitBatchReply> replies) {
    return new SubmitSession(ingress, (ServerCallStreamObserver<SubmitBatchReply>) replies, limits);
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<TransactionStatus> reply) {
    withHash(request.getTxHash(), reply, id -> Optional.of(status(tracker.report(id))));
  }

  private static TransactionStatus status(Report report) {
    TransactionStatus.Builder out =
        TransactionStatus.newBuilder()
            .setStage(TransactionStatus.Stage.valueOf(report.stage().name()));
    report
        .position()
        .map(p -> new Outcome.Charged(p, 0, Address.ZERO))
        .ifPresent(c -> out.setOrdered(WireAnswers.ordered(c)));
    report.refused().ifPresent(r -> out.setRefused(WireAnswers.refusal(r)));
    report.posted().ifPresent(p -> out.setBatch(p.batch()).setDaHeight(p.daHeight()));
    return out.build();
  }

  @Override
  public void getReceipt(GetReceiptRequest request, StreamObserver<Receipt> reply) {
    int waitMs = Math.clamp(request.getWaitMs(), 0, GrpcLimits.MAX_RECEIPT_WAIT_MS);
    withHash(request.getTxHash(), reply, id -> receipt(id, waitMs));
  }

  private Optional<Receipt> receipt(Hash id, int waitMs) {
    try {
      return receipts.of(id, waitMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.UNAVAILABLE.withDescription("this member is stopping").asRuntimeException();
    }
  }

  private static <T> void withHash(
      ByteString hash, StreamObserver<T> reply, Function<Hash, Optional<T>> call) {
    if (hash.size() != Hash.SIZE) {
      String text = "tx_hash has " + Hash.SIZE + " bytes, not " + hash.size();
      fail(reply, Status.INVALID_ARGUMENT.withDescription(text));
      return;
    }
    call.apply(Hash.of(hash.toByteArray()))
        .ifPresentOrElse(
            value -> {
              reply.onNext(value);
              reply.onCompleted();
            },
            () -> fail(reply, Status.NOT_FOUND.withDescription("not in the chain of this member")));
  }

  @Override
  public void follow(FollowRequest request, StreamObserver<FollowUpdate> updates) {
    follow.follow(request, updates);
  }

  @Override
  public void getCommittee(GetCommitteeRequest request, StreamObserver<CommitteeInfo> reply) {
    reply.onNext(committee.make());
    reply.onCompleted();
  }

  private static void fail(StreamObserver<?> reply, Status status) {
    reply.onError(status.asRuntimeException());
  }

  private static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }
}
