package metro.bench.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import metro.bench.cluster.NodeView;
import metro.bench.cluster.ProcessClock;
import metro.bench.cluster.RollupProcess;
import metro.bench.result.CatchUp;

/**
 * Looks at a node again and again until it has executed everything. The clock starts with the last
 * look at which nothing was executed, when it was asked for, and stops with the first at which all
 * was, when it was answered: what the looks cannot resolve counts as the node's time.
 */
final class CatchUpWatch {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_NANOS = 100_000_000;

  private final RollupProcess node;
  private final long transactions;
  private final boolean untilFinal;
  private long seen;
  private long movedNanos = System.nanoTime();

  /**
   * A watch.
   *
   * @param transactions that were ordered
   * @param untilFinal whether the newest block has to be proven on the DA layer at the end
   */
  CatchUpWatch(RollupProcess node, long transactions, boolean untilFinal) {
    this.node = node;
    this.transactions = transactions;
    this.untilFinal = untilFinal;
  }

  /**
   * Waits until the node is there.
   *
   * @throws IOException when it ends, skips a transaction or stands still for minutes
   */
  CatchUp run(String name, int repetition) throws IOException {
    NodeView ready = next();
    ProcessClock.Reading atReady = ProcessClock.read(node.pid());
    // A first look that comes too late makes the JVM's start count as well.
    long beginNanos = ready.isUntouched() ? ready.askedNanos() : node.startNanos();
    Optional<NodeView> half = Optional.empty();
    NodeView now = ready;
    while (!isDone(now)) {
      now = next();
      if (now.isUntouched()) {
        beginNanos = now.askedNanos();
      }
      if (half.isEmpty() && now.executed() >= transactions / 2) {
        half = Optional.of(now);
      }
    }
    NodeView middle = half.orElse(now);
    return new CatchUp(
        name,
        repetition,
        transactions,
        now.blocks(),
        seconds(beginNanos, now),
        transactions - middle.executed(),
        seconds(middle.answeredNanos(), now),
        seconds(Math.min(beginNanos, ready.askedNanos()), now),
        ProcessClock.read(node.pid()).since(atReady));
  }

  private boolean isDone(NodeView view) throws IOException {
    if (view.skipped() > 0) {
      throw new IOException("the node skipped %d transactions".formatted(view.skipped()));
    }
    return view.executed() >= transactions && view.isSettled() && (!untilFinal || view.isFinal());
  }

  /** The next look that is answered. */
  private NodeView next() throws IOException {
    Optional<NodeView> view = Optional.empty();
    while (view.isEmpty()) {
      if (System.nanoTime() - movedNanos > PATIENCE.toNanos()) {
        throw new IOException(
            "a node stands still at %d of %d transactions; see %s"
                .formatted(seen, transactions, node.log()));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      view = node.look();
    }
    if (view.get().executed() > seen) {
      seen = view.get().executed();
      movedNanos = System.nanoTime();
    }
    return view.get();
  }

  private static double seconds(long fromNanos, NodeView to) {
    return (to.answeredNanos() - fromNanos) / 1e9;
  }
}
