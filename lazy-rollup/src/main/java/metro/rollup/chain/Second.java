package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/**
 * All of a rollup's transactions of one whole second of leader time, when it is known that no more
 * will come: what EVM blocks are made of.
 *
 * @param epochSecond seconds since 1970 of the leader times
 * @param before the rollup's head before the second's first block
 * @param after the rollup's head after its last
 * @param blocks at least one, in order
 */
public record Second(
    long epochSecond, RollupHead before, RollupHead after, List<RollupBlock> blocks) {
  public Second {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a second without a block makes no EVM block");
    }
  }

  /** The transactions of all blocks, in order. */
  public List<Bytes> transactions() {
    List<Bytes> all = new ArrayList<>();
    blocks.forEach(block -> all.addAll(block.transactions()));
    return all;
  }
}
