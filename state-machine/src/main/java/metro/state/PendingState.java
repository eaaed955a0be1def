package metro.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;

/**
 * The committed state with the leader's blocks in flight on top: what the next {@link Speculation}
 * starts from. One thread: the block builder's.
 *
 * <p>A block is pushed when it was proposed and dropped when the committed state holds it. When the
 * log did anything else than the speculation foresaw, everything in flight is stale: {@link
 * #clear()} and start over.
 */
public final class PendingState implements StateReader {
  private final StateReader committed;
  private final Deque<Map<StateKey, Optional<Bytes>>> inFlight = new ArrayDeque<>();

  /** Nothing in flight above {@code committed}, which moves on by itself. */
  public PendingState(StateReader committed) {
    this.committed = committed;
  }

  @Override
  public Optional<Bytes> get(StateKey key) {
    for (Iterator<Map<StateKey, Optional<Bytes>>> i = inFlight.descendingIterator();
        i.hasNext(); ) {
      Optional<Bytes> value = i.next().get(key);
      if (value != null) {
        return value;
      }
    }
    return committed.get(key);
  }

  /** Puts a sealed block on top. */
  public void push(Speculation proposed) {
    inFlight.addLast(proposed.written());
  }

  /** Forgets the oldest block: the committed state holds it now. */
  public void dropOldest() {
    inFlight.removeFirst();
  }

  /** Forgets all blocks in flight. */
  public void clear() {
    inFlight.clear();
  }

  /** How many blocks are in flight. */
  public int depth() {
    return inFlight.size();
  }
}
