package metro.rollup.rpc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Hash;
import metro.rollup.chain.BlockId;
import metro.rollup.chain.ChainListener;
import metro.rollup.chain.RollupChain;
import metro.rollup.chain.TransactionOutcome;

/** Lets callers wait until this node has executed what the committee ordered: read your writes. */
final class Arrivals implements ChainListener {
  /** The longest wait; the transaction is ordered all the same. */
  static final Duration LONGEST = Duration.ofSeconds(2);

  private final RollupChain chain;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  Arrivals(RollupChain chain) {
    this.chain = chain;
  }

  /** Waits until the chain has executed or skipped a transaction, at most {@link #LONGEST}. */
  void await(Hash txHash) {
    long nanos = LONGEST.toNanos();
    lock.lock();
    try {
      while (!isHere(txHash) && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean isHere(Hash txHash) {
    return chain.pendingRecord(txHash).isPresent() || chain.record(txHash).isPresent();
  }

  @Override
  public void sealed(long first, BlockId last) {
    signal();
  }

  @Override
  public void pending(List<TransactionOutcome> outcomes) {
    signal();
  }

  private void signal() {
    lock.lock();
    try {
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
