package metro.state;

import metro.ethereum.Hash;

/**
 * The newest link of a rollup's own hash chain. Whoever holds all of a rollup's transactions can
 * recompute it, and whoever holds a certified header and one Merkle path can check it: nothing was
 * left out, added or reordered.
 *
 * @param rollup whose
 * @param number blocks in the chain; 0 before the first
 * @param txCount transactions in all blocks so far
 * @param hash SHA-256(0x52, hash before, height, timeMs, transactions root, transactions in the
 *     block); 32 zero bytes before the first
 */
public record RollupHead(RollupId rollup, long number, long txCount, Hash hash) {
  private static final int LINK_TAG = 0x52;
  private static final int LEAF_TAG = 0x4c;

  /** The head before the first block. */
  public static RollupHead start(RollupId rollup) {
    return new RollupHead(rollup, 0, 0, Hash.ZERO);
  }

  /**
   * The head after {@code block}.
   *
   * @throws IllegalArgumentException when it is another rollup's or not the next number
   */
  public RollupHead next(RollupBlock block) {
    if (!block.rollup().equals(rollup) || block.number() != number + 1) {
      throw new IllegalArgumentException(
          "block " + block.number() + " of rollup " + block.rollup() + " does not follow " + this);
    }
    byte[] link =
        new Encoder()
            .u8(LINK_TAG)
            .hash(hash)
            .u64(block.height())
            .u64(block.timeMs())
            .hash(block.transactionsRoot())
            .u64(block.transactions().size())
            .toBytes();
    return new RollupHead(
        rollup, block.number(), txCount + block.transactions().size(), Sha256.hash(link));
  }

  /** This head's leaf in the tree under a header's rollups root. */
  public Hash leaf() {
    return Merkle.leaf(
        new Encoder()
            .u8(LEAF_TAG)
            .u64(rollup.chainId())
            .u64(number)
            .u64(txCount)
            .hash(hash)
            .toBytes());
  }
}
