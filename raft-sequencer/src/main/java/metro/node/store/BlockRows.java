package metro.node.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metro.ethereum.Hash;
import metro.node.store.Rows.HeaderRow;
import metro.state.Block;
import metro.state.BlockCodec;
import metro.state.Position;
import metro.state.RollupHead;

/** Turns a block into the rows that make it findable. */
final class BlockRows {
  private BlockRows() {}

  /** Adds the block and its indices to {@code batch}. */
  static void write(Database.Batch batch, Block block, int rollupCount) {
    byte[] height = Rows.number(block.height());
    batch.put(Table.HEADERS, height, new HeaderRow(block.header(), rollupCount).encode());
    batch.put(Table.BLOCKS, height, BlockCodec.encode(block));
    for (RollupHead head : block.heads()) {
      batch.put(Table.ROLLUP_BLOCKS, Rows.rollupKey(head.rollup(), head.number()), height);
      byte[] key = Rows.rollupKey(head.rollup(), block.height());
      batch.put(Table.ROLLUP_HEADS, key, Rows.head(head));
    }
    writeTransactions(batch, block);
  }

  private static void writeTransactions(Database.Batch batch, Block block) {
    Map<Long, Long> numbers = new HashMap<>();
    block.heads().forEach(head -> numbers.put(head.rollup().chainId(), head.number()));
    Map<Long, Integer> indices = new HashMap<>();
    long seq = block.header().firstSeq();
    List<Block.Item> items = block.items();
    for (Block.Item item : items) {
      int index = indices.merge(item.rollup(), 1, Integer::sum) - 1;
      long number = numbers.getOrDefault(item.rollup(), 0L);
      Hash id = item.transaction().id();
      Position at = new Position(block.height(), seq++, item.rollup(), number, index);
      batch.put(Table.TRANSACTIONS, id.bytes(), Rows.position(at));
    }
  }
}
