package metro.node.ingress;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Bundle;
import metro.state.RejectReason;
import metro.wire.ForwardReply;
import metro.wire.ForwardRequest;
import metro.wire.SubmitBundleRequest;

/** The leader's end of {@code Member.Forward}: takes what other members hand over. */
public final class ForwardHandler {
  /** Requests of one stream worked on at once; more are not read from it. */
  static final int WINDOW = 8192;

  private final Ingress ingress;

  /** Hands what comes to {@code ingress}. */
  public ForwardHandler(Ingress ingress) {
    this.ingress = ingress;
  }

  /** Serves one stream; call it from the generated service's method. */
  public StreamObserver<ForwardRequest> forward(StreamObserver<ForwardReply> replies) {
    ServerCallStreamObserver<ForwardReply> call = (ServerCallStreamObserver<ForwardReply>) replies;
    call.setOnCancelHandler(() -> {});
    call.disableAutoRequest();
    call.request(WINDOW);
    return new Session(call);
  }

  private final class Session implements StreamObserver<ForwardRequest> {
    private final ServerCallStreamObserver<ForwardReply> call;
    private final ReentrantLock lock = new ReentrantLock();

    Session(ServerCallStreamObserver<ForwardReply> call) {
      this.call = call;
    }

    @Override
    public void onNext(ForwardRequest request) {
      var _ = decide(request).thenAccept(this::reply);
    }

    private CompletableFuture<ForwardReply> decide(ForwardRequest request) {
      long id = request.getId();
      return switch (request.getItemCase()) {
        case RAW ->
            ingress
                .submitHere(bytes(request.getRaw()), signers(request))
                .thenApply(v -> transactionReply(id, v));
        case BUNDLE ->
            bundle(request.getBundle(), signers(request)).thenApply(v -> bundleReply(id, v));
        case ITEM_NOT_SET ->
            CompletableFuture.completedFuture(
                transactionReply(
                    id, Verdict.refused(Answer.Refused.of(RejectReason.MALFORMED, "no item"))));
      };
    }

    private CompletableFuture<Verdict> bundle(SubmitBundleRequest request, List<Bytes> signers) {
      return ingress.submitHere(
          new Bundle(
              request.getMinHeight(),
              request.getMaxHeight(),
              request.getLegsList().stream().map(ForwardHandler::bytes).toList()),
          signers);
    }

    private void reply(ForwardReply reply) {
      lock.lock();
      try {
        if (!call.isCancelled()) {
          call.onNext(reply);
          call.request(1);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onError(Throwable t) {
      // The other member goes away; what it handed over is decided all the same.
    }

    @Override
    public void onCompleted() {
      lock.lock();
      try {
        call.onCompleted();
      } finally {
        lock.unlock();
      }
    }
  }

  private static List<Bytes> signers(ForwardRequest request) {
    return request.getSignerKeysList().stream().map(ForwardHandler::bytes).toList();
  }

  private static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  private static ForwardReply transactionReply(long id, Verdict verdict) {
    ForwardReply.Builder out = ForwardReply.newBuilder().setId(id);
    switch (verdict) {
      case Verdict.Answered a -> out.setTransaction(WireAnswers.transaction(Hash.ZERO, a.answer()));
      case Verdict.NotLeading n -> out.setNotLeader(n.suggested().orElse(""));
      case Verdict.Lost _ -> {}
    }
    return out.build();
  }

  private static ForwardReply bundleReply(long id, Verdict verdict) {
    ForwardReply.Builder out = ForwardReply.newBuilder().setId(id);
    switch (verdict) {
      case Verdict.Answered a -> out.setBundle(WireAnswers.bundle(Hash.ZERO, a.answer()));
      case Verdict.NotLeading n -> out.setNotLeader(n.suggested().orElse(""));
      case Verdict.Lost _ -> {}
    }
    return out.build();
  }
}
