package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/** Random but reproducible rollup histories for tests. */
public final class History {
  /** The rollup of all tests. */
  public static final RollupId ROLLUP = new RollupId(7001);

  private History() {}

  /** Blocks from number 1 on, with gaps in height and time, some in the same second. */
  public static List<RollupBlock> random(SplittableRandom random, int blocks, int maxGas) {
    List<RollupBlock> out = new ArrayList<>();
    long timeMs = 1_700_000_000_000L + random.nextInt(1000);
    long height = 0;
    long salt = 0;
    for (int number = 1; number <= blocks; number++) {
      timeMs += random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(300);
      height += 1 + random.nextInt(3);
      List<Bytes> transactions = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        transactions.add(ModelEngine.transaction(random.nextInt(maxGas), salt++));
      }
      out.add(new RollupBlock(ROLLUP, number, height, timeMs, transactions));
    }
    return out;
  }

  /** The head after so many of the blocks. */
  public static RollupHead headAfter(List<RollupBlock> blocks, int count) {
    RollupHead head = RollupHead.start(ROLLUP);
    for (RollupBlock block : blocks.subList(0, count)) {
      head = head.next(block);
    }
    return head;
  }
}
