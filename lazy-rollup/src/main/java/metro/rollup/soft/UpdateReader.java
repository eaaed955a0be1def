package metro.rollup.soft;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import metro.rollup.Limits;
import metro.wire.FollowUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream some messages ahead of who takes from it, so that what needs no order can begin
 * early. Closing it cancels the stream.
 */
final class UpdateReader implements AutoCloseable {
  /** What comes next. */
  sealed interface Next {
    /** A message. */
    record Update(FollowUpdate message) implements Next {}

    /** Nothing more. */
    record End(String reason) implements Next {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(UpdateReader.class);

  private final BlockingClientCall<?, FollowUpdate> call;
  private final Consumer<FollowUpdate> ahead;
  private final BlockingQueue<Next> read = new ArrayBlockingQueue<>(Limits.MAX_UPDATES_AHEAD);
  private final Thread thread;

  /**
   * Starts to read.
   *
   * @param ahead sees each message first, on another thread
   */
  UpdateReader(BlockingClientCall<?, FollowUpdate> call, Consumer<FollowUpdate> ahead) {
    this.call = call;
    this.ahead = ahead;
    this.thread = Thread.ofVirtual().name("follow-reader").start(this::read);
  }

  /** Waits for the next message; the end comes last. */
  Next next() throws InterruptedException {
    return read.take();
  }

  private void read() {
    try {
      Next next = readOne();
      while (next instanceof Next.Update(FollowUpdate message)) {
        look(message);
        read.put(next);
        next = readOne();
      }
      read.put(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: nobody takes any more
    }
  }

  /** Whoever looks ahead may fail; the message is taken in its turn all the same. */
  private void look(FollowUpdate message) {
    try {
      ahead.accept(message);
    } catch (RuntimeException e) {
      LOG.warn("looking ahead in the committee's stream failed", e);
    }
  }

  private Next readOne() throws InterruptedException {
    try {
      FollowUpdate update = call.read(Limits.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      return update == null ? new Next.End("the member ended the stream") : new Next.Update(update);
    } catch (TimeoutException e) {
      return new Next.End("nothing for " + Limits.SILENCE.toSeconds() + " s");
    } catch (StatusException e) {
      return new Next.End(e.getStatus().toString());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    call.cancel("session is over", null);
  }
}
