package metro.bench.yardstick;

import java.nio.file.Path;
import java.util.List;
import metro.bench.result.Yardstick;
import metro.node.store.LogPosition;
import metro.node.store.Store;
import metro.state.ApplyResult;
import metro.state.Ledger;
import metro.state.LogEntry.BlockProposal;

/**
 * Applying alone, on one thread, without log, signatures or network: the pure state machine, and
 * the store's write batches with the very rows a member writes.
 */
public final class StoreRows {
  /** The pure state machine. */
  public static final String APPLY = "transactions applied per second, state machine alone";

  /** RocksDB with the same rows. */
  public static final String WRITE = "transactions stored per second, write batches alone";

  private StoreRows() {}

  /**
   * What is applied to what.
   *
   * @param accounts with credits
   * @param senders of them that send, in turn
   * @param rollups registered, used in turn
   * @param blocks of 1,000 transfers; the first half warms up
   */
  public record Size(int accounts, int senders, int rollups, int blocks) {}

  /**
   * Applies blocks to a new store.
   *
   * @param directory of the store; must not exist. A checkpoint of the genesis is left beside it
   */
  public static List<Yardstick> measure(Path directory, Size size, int repetition, long seed) {
    TransferBlocks blocks = TransferBlocks.make(size, seed);
    List<BlockProposal> proposals = blocks.proposals();
    long applyNanos = 0;
    long writeNanos = 0;
    try (Store store = Store.open(directory, Ledger.genesis(blocks.genesis()))) {
      // A million rows of genesis are on their way to the disk else, and only the first block
      // waits.
      store.checkpoint(directory.resolveSibling(directory.getFileName() + "-genesis"));
      Ledger ledger = new Ledger(store.newestState());
      for (int i = 0; i < proposals.size(); i++) {
        long start = System.nanoTime();
        ApplyResult result = ledger.apply(proposals.get(i));
        long applied = System.nanoTime();
        store.apply(new LogPosition(1, i), result);
        long written = System.nanoTime();
        TransferBlocks.requireAllTaken(result);
        if (i >= proposals.size() / 2) {
          applyNanos += applied - start;
          writeNanos += written - applied;
        }
      }
    }
    double measured =
        (proposals.size() - proposals.size() / 2) * (double) TransferBlocks.ITEMS_PER_BLOCK;
    return List.of(
        new Yardstick(APPLY, repetition, measured * 1e9 / applyNanos, "1/s"),
        new Yardstick(WRITE, repetition, measured * 1e9 / writeNanos, "1/s"));
  }
}
