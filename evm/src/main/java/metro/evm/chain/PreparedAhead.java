package metro.evm.chain;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Bytes;

/**
 * What was prepared before it was asked for, by the transactions' bytes: each is given out once.
 * Holds a bounded number and forgets the oldest, which costs whoever asks for it some time and
 * nothing else. Safe for threads.
 */
final class PreparedAhead {
  private final ReentrantLock lock = new ReentrantLock();
  private final int bound;
  private final LinkedHashMap<Bytes, FutureTask<Prepared>> tasks = new LinkedHashMap<>();

  /** Holds at most {@code bound}. */
  PreparedAhead(int bound) {
    this.bound = bound;
  }

  /** Whether {@code task} was taken in: what is there already is not prepared twice. */
  boolean add(Bytes raw, FutureTask<Prepared> task) {
    lock.lock();
    try {
      boolean isNew = tasks.putIfAbsent(raw, task) == null;
      if (tasks.size() > bound) {
        tasks.pollFirstEntry();
      }
      return isNew;
    } finally {
      lock.unlock();
    }
  }

  /** Gives out the task for {@code raw}, which may not have run yet. */
  Optional<FutureTask<Prepared>> take(Bytes raw) {
    lock.lock();
    try {
      return Optional.ofNullable(tasks.remove(raw));
    } finally {
      lock.unlock();
    }
  }
}
