package metro.node.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metro.node.log.RaftLog.LeadershipListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps who leads and tells listeners of every change, in order, on one thread. */
public final class LeadershipEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipEvents.class);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("leadership").factory());
  private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();
  private volatile State state = new State(false, Optional.empty());

  private record State(boolean leads, Optional<String> leader) {}

  /** Whether this member leads and is ready. */
  public boolean leads() {
    return state.leads();
  }

  /** Who leads, if known. */
  public Optional<String> leader() {
    return state.leader();
  }

  /** This member leads and is ready. Returns at once. */
  public void becomeLeader(String self) {
    change(new State(true, Optional.of(self)));
  }

  /** Another member leads, or none. Returns at once. */
  public void becomeFollower(Optional<String> leader) {
    change(new State(false, leader));
  }

  /** See {@link RaftLog#addLeadershipListener}. */
  public void add(LeadershipListener listener) {
    thread.execute(() -> {
      listeners.add(listener);
      tell(listener, state);
    });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private synchronized void change(State next) {
    if (!next.equals(state) && !thread.isShutdown()) {
      state = next;
      thread.execute(() -> listeners.forEach(l -> tell(l, next)));
    }
  }

  private static void tell(LeadershipListener listener, State state) {
    try {
      if (state.leads()) {
        listener.onLeader();
      } else {
        listener.onFollower(state.leader());
      }
    } catch (RuntimeException e) {
      LOG.error("leadership listener {} failed", listener, e);
    }
  }
}
