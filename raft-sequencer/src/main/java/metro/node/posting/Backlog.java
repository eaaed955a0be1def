package metro.node.posting;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import metro.da.batch.BatchLimits;
import metro.node.chain.Chain;
import metro.node.chain.ChainListener;
import metro.node.ingress.BackPressure;
import metro.state.Block;
import metro.state.Outcome;
import metro.state.PostingCursor;

/**
 * Counts the bytes of the blocks that are not known to stand on the DA layer, before compression,
 * and lets in the less the more there are. Each block is looked at once, when it is applied.
 * Posting itself is never slowed.
 */
public final class Backlog implements BackPressure, ChainListener, AutoCloseable {
  /**
   * When intake slows.
   *
   * @param slowFrom unposted bytes up to which nothing is slowed
   * @param stopAt unposted bytes from which on nothing is let in
   */
  public record Bounds(long slowFrom, long stopAt) {
    /** From two batches that cannot be compressed on, to none at eight. */
    public static final Bounds DEFAULT =
        new Bounds(2L * BatchLimits.TARGET_BYTES, 8L * BatchLimits.TARGET_BYTES);

    public Bounds {
      if (slowFrom < 0 || stopAt <= slowFrom) {
        throw new IllegalArgumentException(
            "intake slows from " + slowFrom + " bytes on and must stop above, not at " + stopAt);
      }
    }
  }

  private record Counted(long height, long bytes) {}

  private final Chain chain;
  private final Bounds bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Counted> unposted = new ArrayDeque<>();
  private long countedTo;
  private final AtomicLong bytes = new AtomicLong();
  private Optional<Chain.Registration> registration = Optional.empty();

  /** Counts from {@link #start} on. */
  public Backlog(Chain chain, Bounds bounds) {
    this.chain = chain;
    this.bounds = bounds;
  }

  /** Counts what is there and listens for more. */
  public void start() {
    registration = Optional.of(chain.addListener(this));
    onGap(chain.height());
  }

  /** Bytes of the blocks that are not posted. */
  public long bytes() {
    return bytes.get();
  }

  @Override
  public int cap(int full) {
    long now = bytes.get();
    if (now <= bounds.slowFrom()) {
      return full;
    }
    long left = Math.max(0, bounds.stopAt() - now);
    return Math.toIntExact(full * left / (bounds.stopAt() - bounds.slowFrom()));
  }

  @Override
  public void onBlock(Block block, List<Outcome> outcomes) {
    locked(() -> {
      countTo(block.height() - 1);
      count(block);
    });
  }

  @Override
  public void onPosted(PostingCursor cursor) {
    locked(() -> forgetTo(cursor.postedHeight()));
  }

  @Override
  public void onGap(long height) {
    locked(() -> {
      forgetTo(chain.view().ledger().cursor().postedHeight());
      countTo(height);
    });
  }

  private void countTo(long height) {
    while (countedTo < height) {
      Optional<Block> block = chain.block(countedTo + 1);
      block.ifPresentOrElse(this::count, () -> countedTo++);
    }
  }

  private void count(Block block) {
    if (block.height() != countedTo + 1) {
      return;
    }
    countedTo = block.height();
    long size = (long) BatchLimits.BYTES_PER_BLOCK * block.heads().size();
    for (Block.Item item : block.items()) {
      size += Integer.BYTES + item.raw().length();
    }
    if (size > 0) {
      unposted.add(new Counted(block.height(), size));
      bytes.addAndGet(size);
    }
  }

  private void forgetTo(long height) {
    while (!unposted.isEmpty() && unposted.getFirst().height() <= height) {
      bytes.addAndGet(-unposted.removeFirst().bytes());
    }
    countedTo = Math.max(countedTo, height);
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    registration.ifPresent(Chain.Registration::close);
  }
}
