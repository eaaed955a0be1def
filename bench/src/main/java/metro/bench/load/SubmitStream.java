package metro.bench.load;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import metro.state.RejectReason;
import metro.wire.SequencerGrpc;
import metro.wire.SubmitBatch;
import metro.wire.SubmitBatchReply;
import metro.wire.SubmitReply;

/**
 * One SubmitStream and the thread that feeds it. What is due goes out at once, as many in a message
 * as are due together; what a member refuses for now goes out again a little later, timed from when
 * it was first meant to go.
 */
final class SubmitStream implements ClientResponseObserver<SubmitBatch, SubmitBatchReply> {
  private static final int MAX_BATCH = 256;
  private static final int MAX_BATCH_BYTES = 512 << 10;
  private static final long MAX_IN_FLIGHT_BYTES = 12L << 20;
  private static final long TICK_NANOS = 1_000_000;
  private static final long RETRY_MS = 50;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Set<Integer> FOR_NOW =
      Set.of(
          RejectReason.OVERLOADED.code(),
          RejectReason.POOL_FULL.code(),
          RejectReason.SENDER_LIMIT.code(),
          RejectReason.NONCE_TOO_HIGH.code(),
          RejectReason.NOT_LEADER.code(),
          RejectReason.DA_BACKLOG.code(),
          RejectReason.BLOCK_FULL.code(),
          RejectReason.EXPIRED.code());
  private static final Map<Integer, String> REASONS = new ConcurrentHashMap<>();

  static {
    for (RejectReason reason : RejectReason.values()) {
      REASONS.put(reason.code(), reason.name());
    }
  }

  /** One transaction on its way. */
  private record Item(ByteString raw, ByteString signer, long intendedNanos, Tally tally) {}

  private record Again(Item item, long notBeforeNanos) {}

  private final int number;
  private final int streams;
  private final Traffic.Part traffic;
  private final boolean namesSigners;
  private final Certificates certificates;
  private final Map<Long, Item> inFlight = new ConcurrentHashMap<>();
  // Sent and not decided yet, those that go out again included.
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger bytesInFlight = new AtomicInteger();
  private final Queue<Again> again = new ConcurrentLinkedQueue<>();
  private volatile ClientCallStreamObserver<SubmitBatch> call;
  private volatile Optional<Thread> feeder = Optional.empty();
  private volatile Optional<Throwable> failure = Optional.empty();
  private long batches;

  @SuppressWarnings("NullAway.Init") // gRPC hands the call to beforeStart() before open() returns
  private SubmitStream(
      int number,
      int streams,
      Traffic.Part traffic,
      boolean namesSigners,
      Certificates certificates) {
    this.namesSigners = namesSigners;
    this.number = number;
    this.streams = streams;
    this.traffic = traffic;
    this.certificates = certificates;
  }

  /** Opens stream {@code number} of {@code streams}. */
  static SubmitStream open(
      ManagedChannel channel,
      int number,
      int streams,
      Traffic.Part traffic,
      boolean namesSigners,
      Certificates certificates) {
    SubmitStream stream = new SubmitStream(number, streams, traffic, namesSigners, certificates);
    var _ = SequencerGrpc.newStub(channel).submitStream(stream);
    return stream;
  }

  /** Sends until the window ends and everything is answered. */
  void run(Pace pace, Window window, Tally tally) throws IOException {
    feeder = Optional.of(Thread.currentThread());
    long sent = 0;
    long giveUp = window.toNanos() + PATIENCE_NANOS;
    while (true) {
      check(giveUp);
      long now = System.nanoTime();
      sendAgain(now);
      List<Item> due = due(pace, window, tally, sent, now);
      sent += due.size();
      open.addAndGet(due.size());
      if (!due.isEmpty()) {
        send(due);
      } else if (now >= window.toNanos() && open.get() == 0) {
        return;
      } else {
        LockSupport.parkNanos(this, TICK_NANOS);
      }
    }
  }

  private void check(long giveUpNanos) throws IOException {
    if (failure.isPresent()) {
      throw new IOException("the stream to the member broke", failure.get());
    }
    if (System.nanoTime() > giveUpNanos) {
      throw new IOException(
          "%d transactions had no answer %d s after the last was meant to go; %s"
              .formatted(
                  open.get(),
                  TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS),
                  "the members' logs say why"));
    }
  }

  /** What should have gone by now and can go now. */
  private List<Item> due(Pace pace, Window window, Tally tally, long sent, long now) {
    List<Item> items = new ArrayList<>();
    int bytes = 0;
    while (items.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES && mayTake(bytes)) {
      long intended =
          switch (pace) {
            case Pace.Open open ->
                open.intended(window.startNanos(), sent + items.size(), number, streams);
            case Pace.Closed closed ->
                open.get() + items.size() < closed.outstanding() / streams ? now : Long.MAX_VALUE;
          };
      if (intended > now || intended >= window.toNanos()) {
        break;
      }
      Traffic.Signed next = traffic.next();
      Item item = new Item(next.raw(), next.signer(), intended, tally);
      tally.sent(intended);
      bytes += item.raw.size();
      items.add(item);
    }
    return items;
  }

  private boolean mayTake(int more) {
    return call.isReady() && bytesInFlight.get() + more < MAX_IN_FLIGHT_BYTES;
  }

  private void sendAgain(long now) {
    List<Item> items = new ArrayList<>();
    for (Again next = again.peek();
        next != null && next.notBeforeNanos <= now && items.size() < MAX_BATCH && call.isReady();
        next = again.peek()) {
      items.add(again.remove().item);
    }
    if (!items.isEmpty()) {
      send(items);
    }
  }

  private void send(List<Item> items) {
    long id = ++batches;
    SubmitBatch.Builder batch = SubmitBatch.newBuilder().setId(id);
    for (int i = 0; i < items.size(); i++) {
      inFlight.put(key(id, i), items.get(i));
      bytesInFlight.addAndGet(items.get(i).raw.size());
      batch.addRaw(items.get(i).raw);
      if (namesSigners) {
        batch.addSigner(items.get(i).signer);
      }
    }
    call.onNext(batch.build());
  }

  private static long key(long batch, int index) {
    return batch * MAX_BATCH + index;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SubmitBatch> stream) {
    call = stream;
    stream.setOnReadyHandler(this::wake);
  }

  @Override
  public void onNext(SubmitBatchReply reply) {
    long now = System.nanoTime();
    for (SubmitBatchReply.Entry entry : reply.getEntriesList()) {
      Item item = inFlight.remove(key(entry.getId(), entry.getIndex()));
      if (item != null) {
        bytesInFlight.addAndGet(-item.raw.size());
        answered(item, entry.getReply(), now);
      }
    }
    wake();
  }

  private void answered(Item item, SubmitReply reply, long now) {
    switch (reply.getOutcomeCase()) {
      case ORDERED -> {
        item.tally.ordered(item.intendedNanos, now, item.raw.size());
        certificates.ordered(reply.getOrdered().getHeight(), item.intendedNanos, now, item.tally);
        open.decrementAndGet();
      }
      case REFUSED -> {
        int code = reply.getRefused().getCode();
        item.tally.refused(REASONS.getOrDefault(code, "code " + code));
        if (FOR_NOW.contains(code)) {
          sendAgain(item, now, Math.max(RETRY_MS, reply.getRefused().getRetryAfterMs()));
        } else {
          open.decrementAndGet();
        }
      }
      case TOOK_BACK -> {
        item.tally.refused("taken back");
        open.decrementAndGet();
      }
      case OUTCOME_NOT_SET -> {
        // Ordered or not: the same transaction again gets the answer, and is never ordered twice.
        item.tally.refused("outcome unknown");
        sendAgain(item, now, RETRY_MS);
      }
    }
  }

  private void sendAgain(Item item, long now, long waitMs) {
    again.add(new Again(item, now + TimeUnit.MILLISECONDS.toNanos(waitMs)));
  }

  private void wake() {
    feeder.ifPresent(LockSupport::unpark);
  }

  @Override
  public void onError(Throwable t) {
    failure = Optional.of(t);
    wake();
  }

  @Override
  public void onCompleted() {
    onError(new IOException("the member ended the stream"));
  }
}
