package metro.jsonrpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/**
 * Holds a subscription's results back until the caller has been sent the subscription's id: one
 * that came earlier would be about an id he does not know, one left out would be missing. Safe for
 * many threads.
 */
public final class HeldSink implements Subscriptions.Sink {
  /** Results held; a reply takes no longer than these need to come about. */
  public static final int MAX_HELD = 1024;

  private final Subscriptions.Sink target;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<JsonNode> held = new ArrayList<>();
  private boolean open;

  /** Holds back what is for {@code target}. */
  public HeldSink(Subscriptions.Sink target) {
    this.target = target;
  }

  @Override
  public boolean send(JsonNode result) {
    lock.lock();
    try {
      return open ? target.send(result) : held.size() < MAX_HELD && held.add(result);
    } finally {
      lock.unlock();
    }
  }

  /** Sends what was held, and from now on everything at once. */
  public void open() {
    lock.lock();
    try {
      open = true;
      held.forEach(target::send);
      held.clear();
    } finally {
      lock.unlock();
    }
  }
}
