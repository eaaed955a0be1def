package metro.node.follow;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import metro.wire.FollowUpdate;

/** One connection that follows: tells when it takes more, when there is news, when it is gone. */
final class Subscriber {
  private final ServerCallStreamObserver<FollowUpdate> call;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean news;
  private boolean gone;

  /** Ends the stream with a status for the client. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Status status;

    Ended(Status status) {
      super(String.valueOf(status.getDescription()), null, false, false);
      this.status = status;
    }

    Status status() {
      return status;
    }
  }

  /** Must be called where the stream begins, before anything is sent on it. */
  Subscriber(ServerCallStreamObserver<FollowUpdate> call) {
    this.call = call;
    call.setOnReadyHandler(this::signal);
    call.setOnCancelHandler(this::leave);
  }

  /** There may be something to send. Never waits. */
  void news() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends, as soon as the connection takes it. */
  void send(FollowUpdate update, long timeoutMs) throws InterruptedException {
    awaitReady(timeoutMs);
    call.onNext(update);
  }

  private void awaitReady(long timeoutMs) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    lock.lock();
    try {
      while (!gone && !call.isReady()) {
        if (left <= 0) {
          throw new Ended(
              Status.RESOURCE_EXHAUSTED.withDescription(
                  "nothing was read for " + timeoutMs + " ms: follow again from where you are"));
        }
        left = changed.awaitNanos(left);
      }
      requireHere();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for news; false when none came in time. */
  boolean awaitNews(long timeoutMs) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    lock.lock();
    try {
      while (!gone && !news && left > 0) {
        left = changed.awaitNanos(left);
      }
      requireHere();
      boolean came = news;
      news = false;
      return came;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream. */
  void end(Status status) {
    if (!call.isCancelled()) {
      call.onError(status.asRuntimeException());
    }
  }

  private void requireHere() {
    if (gone) {
      throw new Ended(Status.CANCELLED.withDescription("the subscriber left"));
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      gone = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
