package metro.bench.yardstick;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import metro.bench.result.Yardstick;
import metro.node.store.LogPosition;
import metro.node.store.Store;
import metro.state.ApplyResult;
import metro.state.Ledger;
import metro.state.LogEntry;
import metro.state.LogEntryCodec;

/**
 * What the apply thread allocates on the heap for one transfer, beside what it stores: the same
 * calls as in a member, on one thread, without log, signatures or network.
 */
public final class ApplyAllocation {
  /** Of a log entry another member proposed; who proposed it itself has it decoded. */
  public static final String DECODED = "allocated for a transfer: log entry decoded";

  /** By the pure state machine. */
  public static final String APPLIED = "allocated for a transfer: applied";

  /** By making the write batch and writing it. */
  public static final String WRITTEN = "allocated for a transfer: written to the store";

  /** In the write batch: keys, values and a few bytes around them. */
  public static final String STORED = "stored for a transfer";

  private static final String UNIT = "bytes";

  private ApplyAllocation() {}

  /**
   * Applies blocks to a new store; the first half warms up.
   *
   * @param directory of the store; must not exist
   */
  public static List<Yardstick> measure(Path directory, StoreRows.Size size, long seed) {
    TransferBlocks blocks = TransferBlocks.make(size, seed);
    List<byte[]> entries = blocks.proposals().stream().map(LogEntryCodec::encode).toList();
    int warm = entries.size() / 2;
    Sums sums = new Sums();
    try (Store store = Store.open(directory, Ledger.genesis(blocks.genesis()))) {
      Ledger ledger = new Ledger(store.newestState());
      for (int i = 0; i < entries.size(); i++) {
        if (i == warm) {
          sums = new Sums();
        }
        sums.add(ledger, store, new LogPosition(1, i), entries.get(i));
      }
    }
    double transfers = (entries.size() - warm) * (double) TransferBlocks.ITEMS_PER_BLOCK;
    return List.of(
        new Yardstick(DECODED, 1, sums.decoded / transfers, UNIT),
        new Yardstick(APPLIED, 1, sums.applied / transfers, UNIT),
        new Yardstick(WRITTEN, 1, sums.written / transfers, UNIT),
        new Yardstick(STORED, 1, sums.stored / transfers, UNIT));
  }

  /** Bytes over some blocks. */
  private static final class Sums {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long decoded;
    private long applied;
    private long written;
    private long stored;

    void add(Ledger ledger, Store store, LogPosition at, byte[] bytes) {
      long storedBefore = store.writtenBytes();
      long start = threads.getCurrentThreadAllocatedBytes();
      LogEntry entry = LogEntryCodec.decode(bytes);
      long afterDecode = threads.getCurrentThreadAllocatedBytes();
      ApplyResult result = ledger.apply(entry);
      long afterApply = threads.getCurrentThreadAllocatedBytes();
      store.apply(at, result);
      long afterWrite = threads.getCurrentThreadAllocatedBytes();
      decoded += afterDecode - start;
      applied += afterApply - afterDecode;
      written += afterWrite - afterApply;
      stored += store.writtenBytes() - storedBefore;
      TransferBlocks.requireAllTaken(result);
    }
  }
}
