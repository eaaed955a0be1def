package metro.da.batch;

import java.util.List;
import metro.ethereum.Hash;
import metro.state.LogEntry;

/**
 * A whole batch: the metadata and each rollup's part in the order of the metadata's entries.
 *
 * @param metadata what it is
 * @param rollups the transactions
 */
public record Batch(BatchMetadata metadata, List<RollupBatch> rollups) {
  public Batch {
    rollups = List.copyOf(rollups);
  }

  /** The hash the log names it by. */
  public Hash hash() {
    return metadata.batchHash();
  }

  /** Whether this is the batch that the log has prepared. */
  public boolean is(LogEntry.BatchPrepared prepared) {
    return metadata.batch() == prepared.batch()
        && metadata.fromHeight() == prepared.fromHeight()
        && metadata.toHeight() == prepared.toHeight()
        && hash().equals(prepared.batchHash());
  }
}
