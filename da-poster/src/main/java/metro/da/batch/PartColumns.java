package metro.da.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.columns.BlockColumns;
import metro.da.columns.ColumnFrame;
import metro.da.columns.ColumnReader;
import metro.da.columns.ColumnWriter;
import metro.ethereum.Hash;
import metro.state.Decoder;
import metro.state.HeadPath;
import metro.state.MalformedException;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/**
 * A rollup's part by columns. What follows from the blocks (their numbers, the head after them) is
 * left out and computed again.
 */
final class PartColumns {
  /** How hard the compressor tries on the planes; more costs much and gives almost nothing. */
  static final int ZSTD_LEVEL = 15;

  private static final int HEADER_NUMBERS = 5;

  private PartColumns() {}

  /**
   * The part's body; empty when the part is not one that follows from its blocks, or when its
   * columns are larger than its content.
   */
  static Optional<byte[]> encode(RollupBatch part, int contentBytes) {
    if (!head(part.previous(), part.blocks()).equals(Optional.of(part.head().head()))) {
      return Optional.empty();
    }
    ColumnWriter out = new ColumnWriter();
    RollupHead previous = part.previous();
    MerklePath path = part.head().path();
    out.numbers(
        previous.number(), previous.txCount(), path.index(), path.size(), path.siblings().size());
    out.tail().hash(previous.hash());
    path.siblings().forEach(out.tail()::hash);
    BlockColumns.write(out, part.rollup().chainId(), part.blocks());
    return out.size() <= contentBytes
        ? Optional.of(ColumnFrame.compress(out, ZSTD_LEVEL))
        : Optional.empty();
  }

  private static Optional<RollupHead> head(RollupHead previous, List<RollupBlock> blocks) {
    RollupHead at = previous;
    for (RollupBlock block : blocks) {
      if (!block.rollup().equals(at.rollup()) || block.number() != at.number() + 1) {
        return Optional.empty();
      }
      at = at.next(block);
    }
    return Optional.of(at);
  }

  /**
   * Reads {@link #encode}.
   *
   * @throws MalformedException naming the field
   */
  static RollupBatch decode(BatchCodec.RollupBlob blob) {
    ColumnReader in = ColumnFrame.open(blob.body().arrayForReading(), blob.contentBytes());
    long[] numbers = in.numbers(HEADER_NUMBERS, "rollup batch header");
    for (long number : numbers) {
      if (number < 0) {
        throw new MalformedException("rollup batch header has a number of 2^63 or more");
      }
    }
    RollupHead previous =
        new RollupHead(
            blob.rollup(), numbers[0], numbers[1], in.tail().hash("rollup batch previous hash"));
    MerklePath path = path(numbers, in.tail());
    List<RollupBlock> blocks = BlockColumns.read(in, previous, BatchLimits.MAX_HEIGHTS);
    in.requireEnd();
    if (blocks.isEmpty()) {
      throw new MalformedException("rollup batch block count is 0");
    }
    RollupHead head = head(previous, blocks).orElseThrow();
    RollupBatch part =
        new RollupBatch(blob.committee(), blob.batch(), previous, blocks, new HeadPath(head, path));
    if (part.contentSize() != blob.contentBytes()) {
      throw new MalformedException("rollup blob content size is not that of its columns");
    }
    return part;
  }

  private static MerklePath path(long[] numbers, Decoder tail) {
    if (numbers[2] > Integer.MAX_VALUE
        || numbers[3] > Integer.MAX_VALUE
        || numbers[4] > MerklePath.MAX_SIBLINGS) {
      throw new MalformedException("rollup batch path is out of range");
    }
    List<Hash> siblings = new ArrayList<>();
    for (int i = 0; i < numbers[4]; i++) {
      siblings.add(tail.hash("rollup batch path"));
    }
    return new MerklePath((int) numbers[2], (int) numbers[3], siblings);
  }
}
