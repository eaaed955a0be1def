package metro.state;

import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * What one sequencer block holds for one rollup; never without a transaction.
 *
 * @param rollup whose
 * @param number the block's place in the rollup's own chain, from 1 without a gap
 * @param height the sequencer block it is part of
 * @param timeMs that block's leader time, milliseconds since 1970
 * @param transactions canonical bytes, in order
 */
public record RollupBlock(
    RollupId rollup, long number, long height, long timeMs, List<Bytes> transactions) {
  public RollupBlock {
    transactions = List.copyOf(transactions);
    if (transactions.isEmpty()) {
      throw new IllegalArgumentException("a rollup block has at least one transaction");
    }
  }

  /** RFC 6962 root over the transactions' bytes. */
  public Hash transactionsRoot() {
    MerkleRoot root = new MerkleRoot(transactions.size());
    transactions.forEach(t -> root.add(t.arrayForReading()));
    return root.root();
  }
}
