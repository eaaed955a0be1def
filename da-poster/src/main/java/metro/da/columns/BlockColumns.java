package metro.da.columns;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.state.Limits;
import metro.state.MalformedException;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/** Consecutive blocks of one rollup: heights, times, counts, then all their transactions. */
public final class BlockColumns {
  private static final int BLOCK_OVERHEAD = 20;
  private static final int TRANSACTION_OVERHEAD = 4;

  private BlockColumns() {}

  /** Writes {@code blocks} of the chain with this id. */
  public static void write(ColumnWriter out, long chainId, List<RollupBlock> blocks) {
    out.numbers(differences(blocks.stream().mapToLong(RollupBlock::height).toArray()));
    out.numbers(differences(blocks.stream().mapToLong(RollupBlock::timeMs).toArray()));
    out.numbers(blocks.stream().mapToLong(block -> block.transactions().size()).toArray());
    List<Bytes> transactions =
        blocks.stream().flatMap(block -> block.transactions().stream()).toList();
    TransactionColumns.write(out, chainId, transactions);
  }

  /** To the number before, modulo 2^64. */
  private static long[] differences(long[] values) {
    long[] out = new long[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i] - (i == 0 ? 0 : values[i - 1]);
    }
    return out;
  }

  /**
   * Reads blocks that follow {@code previous}.
   *
   * @param maxBlocks limit
   * @throws MalformedException naming the field
   */
  public static List<RollupBlock> read(ColumnReader in, RollupHead previous, int maxBlocks) {
    long[] heights = sums(in.numbersUpTo(maxBlocks, "block heights"), "block height");
    int count = heights.length;
    long[] times = sums(in.numbers(count, "block times"), "block time");
    int[] sizes = in.counts(count, Limits.MAX_BLOCK_ITEMS, "block transaction count");
    in.spend((long) count * BLOCK_OVERHEAD, "blocks");
    int all = 0;
    for (int size : sizes) {
      if (size == 0) {
        throw new MalformedException("block transaction count is 0");
      }
      in.spend((long) size * TRANSACTION_OVERHEAD, "transactions");
      all += size;
    }
    List<Bytes> transactions = TransactionColumns.read(in, previous.rollup().chainId(), all);
    List<RollupBlock> out = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < count; i++) {
      out.add(
          new RollupBlock(
              previous.rollup(),
              previous.number() + 1 + i,
              heights[i],
              times[i],
              transactions.subList(next, next + sizes[i])));
      next += sizes[i];
    }
    return out;
  }

  private static long[] sums(long[] differences, String field) {
    long[] out = new long[differences.length];
    long at = 0;
    for (int i = 0; i < out.length; i++) {
      at += differences[i];
      if (at < 0) {
        throw new MalformedException(field + " is 2^63 or more");
      }
      out[i] = at;
    }
    return out;
  }
}
