package metro.node.chain;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what was applied to listeners without ever waiting for one: each has a bounded queue and a
 * virtual thread of its own.
 */
public final class ChainEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChainEvents.class);

  /** Calls kept for one slow listener. */
  static final int MAX_QUEUED_CALLS = 256;

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /** Tells every listener. {@code height} is what is readable in the chain now. */
  public void publish(long height, Consumer<ChainListener> call) {
    subscriptions.forEach(s -> s.offer(height, call));
  }

  /** Tells every listener that calls were left out: a snapshot replaced the state. */
  public void publishGap(long height) {
    subscriptions.forEach(s -> s.gap(height));
  }

  /** Adds a listener from now on. */
  public Chain.Registration add(ChainListener listener) {
    Subscription subscription = new Subscription(listener);
    subscriptions.add(subscription);
    Thread.ofVirtual().name("chain-listener").start(subscription::run);
    return () -> {
      subscriptions.remove(subscription);
      subscription.stop();
    };
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::stop);
    subscriptions.clear();
  }

  private static final class Subscription {
    private final ChainListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Consumer<ChainListener>> calls = new ArrayDeque<>();
    private long gapUpTo = -1;
    private boolean stopped;

    Subscription(ChainListener listener) {
      this.listener = listener;
    }

    void offer(long height, Consumer<ChainListener> call) {
      lock.lock();
      try {
        if (gapUpTo >= 0 || calls.size() >= MAX_QUEUED_CALLS) {
          // Once behind, everything goes through the gap until the listener has caught up with it:
          // calls stay in order.
          gapUpTo = height;
        } else {
          calls.add(call);
        }
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    void gap(long height) {
      lock.lock();
      try {
        gapUpTo = height;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    void stop() {
      lock.lock();
      try {
        stopped = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    void run() {
      for (Optional<Consumer<ChainListener>> call = next(); call.isPresent(); call = next()) {
        try {
          call.get().accept(listener);
        } catch (RuntimeException e) {
          LOG.error("chain listener {} failed", listener, e);
        }
      }
    }

    /** The next call, waiting for it; empty when stopped. */
    private Optional<Consumer<ChainListener>> next() {
      lock.lock();
      try {
        while (calls.isEmpty() && gapUpTo < 0 && !stopped) {
          changed.awaitUninterruptibly();
        }
        if (stopped) {
          return Optional.empty();
        }
        if (!calls.isEmpty()) {
          return Optional.of(calls.remove());
        }
        long height = gapUpTo;
        gapUpTo = -1;
        return Optional.of(l -> l.onGap(height));
      } finally {
        lock.unlock();
      }
    }
  }
}
