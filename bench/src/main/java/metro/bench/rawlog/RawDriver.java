package metro.bench.rawlog;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import metro.bench.load.LatencyRecorder;
import metro.bench.result.RawLogStep;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/** Appends entries in the leader's own process, straight into the division as a member does. */
final class RawDriver {
  private final RaftServer server;
  private final RaftGroupId group;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong callIds = new AtomicLong();

  RawDriver(RaftServer server, RaftGroupId group) {
    this.server = server;
    this.group = group;
  }

  /** The log did not take an entry: most likely another process leads now. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(Throwable cause) {
      super("the bare log refused an entry", cause);
    }
  }

  /** One step's counters. */
  private static final class Tally {
    private final LatencyRecorder latency = new LatencyRecorder();
    private final LongAdder committed = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Semaphore room;
    private final long fromNanos;
    private final long toNanos;

    Tally(int outstanding, long fromNanos, long toNanos) {
      this.room = new Semaphore(outstanding);
      this.fromNanos = fromNanos;
      this.toNanos = toNanos;
    }

    void requireTaken() throws RefusedException {
      Throwable refusal = failure.get();
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
    }

    void committed(long intendedNanos) {
      long now = System.nanoTime();
      if (intendedNanos >= fromNanos) {
        latency.record(now - intendedNanos);
      }
      if (now >= fromNanos && now < toNanos) {
        committed.increment();
      }
      room.release();
    }
  }

  /**
   * Appends until the step's time is over and everything is committed.
   *
   * @throws RefusedException when an entry was refused
   */
  RawLogStep run(RawStepPlan plan, String transport)
      throws IOException, InterruptedException, RefusedException {
    ByteString content = content(plan.entryBytes());
    long start = System.nanoTime();
    long from = start + (long) (plan.warmSeconds() * 1e9);
    long to = from + (long) (plan.seconds() * 1e9);
    Tally tally = new Tally(plan.outstanding(), from, to);
    for (long k = 0; System.nanoTime() < to; k++) {
      long intended = intended(plan, start, k);
      if (intended >= to) {
        break;
      }
      tally.room.acquire();
      append(content, plan.perSecond() > 0 ? intended : System.nanoTime(), tally);
      tally.requireTaken();
    }
    tally.room.acquire(plan.outstanding());
    tally.requireTaken();
    double entries = tally.committed.sum() / plan.seconds();
    return new RawLogStep(
        plan.name(),
        plan.repetition(),
        transport,
        plan.entryBytes(),
        plan.outstanding(),
        plan.perSecond(),
        entries,
        entries * plan.entryBytes(),
        tally.latency.take());
  }

  /** Waits until number {@code k} is meant to go; without a rate that is always now. */
  private static long intended(RawStepPlan plan, long start, long k) {
    if (plan.perSecond() <= 0) {
      return start;
    }
    long intended = start + (long) (k * 1e9 / plan.perSecond());
    for (long now = System.nanoTime(); now < intended; now = System.nanoTime()) {
      LockSupport.parkNanos(intended - now);
    }
    return intended;
  }

  private void append(ByteString content, long intendedNanos, Tally tally) throws IOException {
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(callIds.incrementAndGet())
            .setMessage(Message.valueOf(content))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    var division = (RaftClientAsynchronousProtocol) server.getDivision(group);
    var _ =
        division
            .submitClientRequestAsync(request)
            .whenComplete((reply, error) -> done(reply, error, intendedNanos, tally));
  }

  private static void done(
      @Nullable RaftClientReply reply, @Nullable Throwable error, long intended, Tally tally) {
    if (error != null) {
      tally.failure.set(error);
    } else if (reply == null || !reply.isSuccess()) {
      tally.failure.set(new IOException(String.valueOf(reply)));
    }
    tally.committed(intended);
  }

  private static ByteString content(int bytes) {
    byte[] content = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(content);
    return UnsafeByteOperations.unsafeWrap(content);
  }
}
