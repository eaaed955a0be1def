package metro.rollup.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.rollup.chain.BlockId;
import metro.rollup.chain.BlockPlan;
import metro.rollup.chain.ExecutionEngine;
import metro.rollup.chain.TransactionOutcome;

/** An engine that counts what another one does, and how long it takes. */
public final class MeasuredEngine implements ExecutionEngine {
  private final ExecutionEngine engine;
  private final LongAdder blocks = new LongAdder();
  private final LongAdder included = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder reverts = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /** Closes {@code engine} with itself. */
  public MeasuredEngine(ExecutionEngine engine) {
    this.engine = engine;
  }

  /** Blocks sealed; those taken back and sealed again count twice. */
  public long blocks() {
    return blocks.sum();
  }

  /** Transactions in these blocks. */
  public long included() {
    return included.sum();
  }

  /** Ordered transactions that could not run and are in no block. */
  public long skipped() {
    return skipped.sum();
  }

  /** How often blocks were taken back. */
  public long reverts() {
    return reverts.sum();
  }

  /** Time spent on executing, ahead in the open second or when sealing, and on state roots. */
  public long nanos() {
    return nanos.sum();
  }

  @Override
  public void announce(List<Bytes> transactions) {
    engine.announce(transactions);
  }

  @Override
  public Sealed seal(BlockPlan plan, Hash parentBeaconBlockRoot, List<Bytes> transactions) {
    Sealed sealed = timed(() -> engine.seal(plan, parentBeaconBlockRoot, transactions));
    long out =
        sealed.outcomes().stream().filter(TransactionOutcome.Skipped.class::isInstance).count();
    blocks.increment();
    skipped.add(out);
    included.add(sealed.outcomes().size() - out);
    return sealed;
  }

  @Override
  public List<TransactionOutcome> showPending(BlockPlan plan, List<Bytes> transactions) {
    return timed(() -> engine.showPending(plan, transactions));
  }

  @Override
  public void revertTo(long number) {
    engine.revertTo(number);
    reverts.increment();
  }

  @Override
  public BlockId head() {
    return engine.head();
  }

  @Override
  public Optional<BlockId> block(long number) {
    return engine.block(number);
  }

  @Override
  public void dropPending() {
    engine.dropPending();
  }

  @Override
  public void markSafe(long number) {
    engine.markSafe(number);
  }

  @Override
  public void markFinalized(long number) {
    engine.markFinalized(number);
  }

  @Override
  public BlockId safe() {
    return engine.safe();
  }

  @Override
  public BlockId finalized() {
    return engine.finalized();
  }

  @Override
  public void close() {
    engine.close();
  }

  private <T> T timed(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      nanos.add(System.nanoTime() - start);
    }
  }
}
