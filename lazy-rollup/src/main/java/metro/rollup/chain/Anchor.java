package metro.rollup.chain;

import java.util.Optional;
import metro.ethereum.Hash;
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
 * @param epochSecond which second
 * @param closedSecond newest second in which the committee ordered something
 * @param height of the last sequencer block in it or before it
 * @param head the rollup's head after it
 * @param forced sequence number of the first forced transaction not looked at yet
 * @param forcedHash of the forced transactions executed in this second, zero for none
 */
public record Anchor(
    long first,
    BlockId last,
    long epochSecond,
    long closedSecond,
    long height,
    RollupHead head,
    long forced,
    Hash forcedHash) {
  private static final int TAG = 0x42;

  /** The point before the first second. */
  public static Anchor genesis(BlockId genesis, RollupId rollup) {
    return new Anchor(0, genesis, -1, -1, 0, RollupHead.start(rollup), 0, Hash.ZERO);
  }

  /** The next point: {@code second} in the EVM blocks from {@code newFirst} to {@code newLast}. */
  Anchor next(FullSecond second, long newFirst, BlockId newLast) {
    boolean onlyForced = second.isForcedOnly();
    return new Anchor(
        newFirst,
        newLast,
        second.epochSecond(),
        onlyForced ? closedSecond : second.epochSecond(),
        onlyForced ? height : second.blocks().getLast().height(),
        second.after(),
        second.forced().through(),
        second.forced().hash());
  }

  /** Whether the committee's part of {@code second} is the one that stands here. */
  boolean holds(Second second) {
    return closedSecond == second.epochSecond() && head.equals(second.after());
  }

  /** Whether {@code second} is the one that stands here. */
  boolean holds(FullSecond second) {
    return epochSecond == second.epochSecond()
        && head.equals(second.after())
        && forcedHash.equals(second.forced().hash());
  }

  byte[] encode() {
    return new Encoder()
        .u8(TAG)
        .u64(first)
        .u64(last.number())
        .hash(last.hash())
        .u64(last.timestamp())
        .u64(epochSecond)
        .u64(closedSecond)
        .u64(height)
        .u64(head.rollup().chainId())
        .u64(head.number())
        .u64(head.txCount())
        .hash(head.hash())
        .u64(forced)
        .hash(forcedHash)
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
            in.u64("anchor closed second"),
            in.u63("anchor height"),
            new RollupHead(
                new RollupId(in.u63("anchor rollup")),
                in.u63("anchor number"),
                in.u63("anchor transaction count"),
                in.hash("anchor head")),
            in.u63("anchor forced"),
            in.hash("anchor forced hash"));
    in.requireEnd("anchor");
    return anchor;
  }

  static Optional<Anchor> decode(Optional<byte[]> bytes) {
    return bytes.map(Anchor::decode);
  }
}
