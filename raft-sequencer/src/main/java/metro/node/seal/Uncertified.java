package metro.node.seal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import metro.node.chain.ChainListener;
import metro.node.ingress.BackPressure;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.Outcome;

/**
 * Counts the transactions that are ordered and not certified yet. While there are too many nothing
 * more is ordered: members check signatures after ordering, and a leader that orders faster than
 * they can check would let receipts run further and further ahead of soft commitments.
 */
public final class Uncertified implements BackPressure, ChainListener {
  /** From so many on nothing is ordered: two loads of what a member checks together. */
  public static final int MAX_ITEMS = 2 * BlockCheck.MAX_ITEMS_TOGETHER;

  private record Counted(long height, int items) {}

  private final BackPressure others;
  // The listener's thread only.
  private final Deque<Counted> blocks = new ArrayDeque<>();
  private final AtomicInteger items = new AtomicInteger();

  /** Counts as a listener of the chain; {@code others} may slow down besides. */
  public Uncertified(BackPressure others) {
    this.others = others;
  }

  /** Transactions in blocks without a certificate. */
  public int items() {
    return items.get();
  }

  @Override
  public int cap(int full) {
    return items.get() >= MAX_ITEMS ? 0 : others.cap(full);
  }

  @Override
  public boolean isSlowing() {
    return others.isSlowing();
  }

  @Override
  public void onBlock(Block block, List<Outcome> outcomes) {
    blocks.addLast(new Counted(block.height(), block.items().size()));
    items.addAndGet(block.items().size());
  }

  @Override
  public void onCertificate(Certificate certificate) {
    forgetTo(certificate.height());
  }

  /** What was missed is not counted: too few for a moment is better than too many for good. */
  @Override
  public void onGap(long height) {
    forgetTo(Long.MAX_VALUE);
  }

  private void forgetTo(long height) {
    while (!blocks.isEmpty() && blocks.getFirst().height() <= height) {
      items.addAndGet(-blocks.removeFirst().items());
    }
  }
}
