package metro.node.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Hash;
import metro.node.ingress.Answer;
import metro.node.ingress.Ingress;
import metro.node.ingress.WireAnswers;
import metro.state.RejectReason;
import metro.wire.SubmitBatch;
import metro.wire.SubmitBatchReply;
import org.jspecify.annotations.Nullable;

/**
 * One SubmitStream. Reads on while fewer transactions than the bound wait for their answers or for
 * the client to read them; answers that come together go in one message.
 */
final class SubmitSession implements StreamObserver<SubmitBatch> {
  private static final int MAX_ENTRIES_PER_REPLY = 1024;

  private final Ingress ingress;
  private final ServerCallStreamObserver<SubmitBatchReply> call;
  private final GrpcLimits limits;
  private final Optional<ConnectionGuard.Connection> connection = ConnectionGuard.current();
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<SubmitBatchReply.Entry> ready = new ArrayDeque<>();
  private int outstanding;
  private boolean asked;
  private boolean sending;
  private final AtomicBoolean flushing = new AtomicBoolean();
  private boolean clientDone;
  private boolean ended;

  SubmitSession(
      Ingress ingress, ServerCallStreamObserver<SubmitBatchReply> call, GrpcLimits limits) {
    this.ingress = ingress;
    this.call = call;
    this.limits = limits;
    call.disableAutoRequest();
    call.setOnReadyHandler(this::flush);
    call.setOnCancelHandler(() -> {});
    asked = true;
    call.request(1);
  }

  @Override
  public void onNext(SubmitBatch batch) {
    int count = batch.getRawCount();
    if (count > GrpcLimits.MAX_TRANSACTIONS_PER_MESSAGE) {
      fail("raw: more than " + GrpcLimits.MAX_TRANSACTIONS_PER_MESSAGE + " transactions");
      return;
    }
    lock.lock();
    try {
      asked = false;
      outstanding += count;
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < count; i++) {
      boolean named = batch.getSignerCount() == count;
      submit(batch.getId(), i, batch.getRaw(i), named ? batch.getSigner(i) : ByteString.EMPTY);
    }
    flush();
  }

  private void submit(long id, int index, ByteString raw, ByteString signer) {
    int size = raw.size();
    if (connection.isPresent() && !connection.get().acquire(size)) {
      add(id, index, Hash.ZERO, Answer.Refused.of(RejectReason.OVERLOADED));
      return;
    }
    Ingress.Submitted submitted = SequencerService.submit(ingress, raw, signer, connection);
    var _ =
        submitted
            .answer()
            .thenAccept(answer -> {
              connection.ifPresent(c -> c.release(size));
              add(id, index, submitted.id(), answer);
              flushSoon();
            });
  }

  private void add(long id, int index, Hash hash, Answer answer) {
    SubmitBatchReply.Entry entry =
        SubmitBatchReply.Entry.newBuilder()
            .setId(id)
            .setIndex(index)
            .setReply(WireAnswers.transaction(hash, answer))
            .build();
    lock.lock();
    try {
      ready.add(entry);
    } finally {
      lock.unlock();
    }
  }

  /** A block's answers come one after the other: the thread that sends finds many of them. */
  private void flushSoon() {
    if (flushing.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("submit-replies")
          .start(() -> {
            flushing.set(false);
            flush();
          });
    }
  }

  /** One thread sends; what comes meanwhile goes into its next message. */
  private void flush() {
    SubmitBatchReply next = nextReply(false);
    while (next != null) {
      call.onNext(next);
      next = nextReply(true);
    }
  }

  private @Nullable SubmitBatchReply nextReply(boolean wasSending) {
    lock.lock();
    try {
      if (sending && !wasSending) {
        return null;
      }
      sending = false;
      if (ended || call.isCancelled()) {
        return null;
      }
      SubmitBatchReply reply = call.isReady() && !ready.isEmpty() ? take() : null;
      sending = reply != null;
      if (!asked && !clientDone && outstanding < limits.maxStreamTransactions()) {
        asked = true;
        call.request(1);
      }
      if (reply == null && clientDone && outstanding == 0) {
        ended = true;
        call.onCompleted();
      }
      return reply;
    } finally {
      lock.unlock();
    }
  }

  private SubmitBatchReply take() {
    SubmitBatchReply.Builder out = SubmitBatchReply.newBuilder();
    for (var e = ready.poll(); e != null; e = ready.poll()) {
      out.addEntries(e);
      outstanding--;
      if (out.getEntriesCount() >= MAX_ENTRIES_PER_REPLY) {
        break;
      }
    }
    return out.build();
  }

  private void fail(String why) {
    lock.lock();
    try {
      if (!ended && !call.isCancelled()) {
        ended = true;
        call.onError(Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable t) {
    // The client goes away; what it sent is decided all the same.
  }

  @Override
  public void onCompleted() {
    lock.lock();
    try {
      clientDone = true;
    } finally {
      lock.unlock();
    }
    flush();
  }
}
