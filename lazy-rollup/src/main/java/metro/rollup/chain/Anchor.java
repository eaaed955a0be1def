package metro.rollup.chain;

import java.util.Optional;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.RollupHead;
import metro.state.RollupId;

/**
 * Where a closed second stands in the EVM chain: the points at which the two chains can be compared
 * and to which the EVM chain can be taken back.
 *
 * @param first the second's first EVM block number
 * @param last its last EVM block
 * @param epochSecond of its leader times
 * @param height of the last sequencer block in it
 * @param head the rollup's head after it
 */
public record Anchor(long first, BlockId last, long epochSecond, long height, RollupHead head) {
  private static final int TAG = 0x41;

  /** The point before the first second. */
  public static Anchor genesis(BlockId genesis, RollupId rollup) {
    return new Anchor(0, genesis, -1, 0, RollupHead.start(rollup));
  }

  /** Whether {@code second} is the one that stands here. */
  public boolean holds(Second second) {
    return epochSecond == second.epochSecond() && head.equals(second.after());
  }

  byte[] encode() {
    return new Encoder()
        .u8(TAG)
        .u64(first)
        .u64(last.number())
        .hash(last.hash())
        .u64(last.timestamp())
        .u64(epochSecond)
        .u64(height)
        .u64(head.rollup().chainId())
        .u64(head.number())
        .u64(head.txCount())
        .hash(head.hash())
        .toBytes();
  }

  static Anchor decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "anchor");
    long first = in.u63("anchor first block");
    BlockId last =
        new BlockId(in.u63("anchor block"), in.hash("anchor hash"), in.u63("anchor timestamp"));
    Anchor anchor =
        new Anchor(
            first,
            last,
            in.u64("anchor second"),
            in.u63("anchor height"),
            new RollupHead(
                new RollupId(in.u63("anchor rollup")),
                in.u63("anchor number"),
                in.u63("anchor transaction count"),
                in.hash("anchor head")));
    in.requireEnd("anchor");
    return anchor;
  }

  static Optional<Anchor> decode(Optional<byte[]> bytes) {
    return bytes.map(Anchor::decode);
  }
}
