package metro.rollup.chain;

import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Encoder;
import metro.state.RollupHead;
import metro.state.Sha256;

/**
 * The written rule by which a closed second becomes EVM blocks. Every node of a rollup applies it
 * to the same seconds and gets the same blocks.
 *
 * <ol>
 *   <li>The second's transactions are taken in order. Each is skipped or included as the execution
 *       engine's skip rule says, until one that is right otherwise asks for more gas than is left
 *       in the block. It and everything after it go to another block made the same way. A
 *       transaction that asks for more gas than a whole block has is skipped. No transaction of
 *       another second ever joins: the blocks of a second are sealed the moment it closes.
 *   <li>A second has at least one block, also when all its transactions are skipped, and a second
 *       without transactions has none.
 *   <li>Timestamp = max(the second, the parent's timestamp + 1). The first block of a second so
 *       carries the second itself unless overflow of earlier seconds has run ahead; the overflow's
 *       blocks follow at + 1 each. Timestamps strictly rise, and fall back to leader time as soon
 *       as there are idle seconds.
 *   <li>parentBeaconBlockRoot = hash of the rollup's head after the second, in every block of it:
 *       contracts read it by EIP-4788, light clients connect an EVM header with a certified
 *       sequencer header.
 *   <li>extraData = 0x01, then number and transaction count (8 bytes each) of the rollup's head
 *       before the second. With the root in the block before that second this is the whole head.
 *   <li>prevRandao = SHA-256(0x5a, hash of the head before the second, EVM block number (8 bytes)).
 *       Like Ethereum's it is known before the block; it is no source of secrets.
 *   <li>Fee recipient and gas limit are the genesis block's, for ever.
 * </ol>
 *
 * @param feeRecipient of every block
 * @param gasLimit of every block
 */
public record BlockRules(Address feeRecipient, long gasLimit) {
  private static final int RANDAO_TAG = 0x5a;
  private static final int EXTRA_VERSION = 1;

  /** The plan of a block on top of {@code parent} of a second that begins after a head. */
  public BlockPlan plan(BlockId parent, long epochSecond, RollupHead before) {
    return new BlockPlan(
        parent.number() + 1,
        parent.hash(),
        Math.max(epochSecond, parent.timestamp() + 1),
        feeRecipient,
        prevRandao(before, parent.number() + 1),
        gasLimit,
        extraData(before));
  }

  private static Hash prevRandao(RollupHead before, long number) {
    return Sha256.hash(new Encoder(41).u8(RANDAO_TAG).hash(before.hash()).u64(number).toBytes());
  }

  private static Bytes extraData(RollupHead before) {
    return Bytes.wrap(
        new Encoder(17).u8(EXTRA_VERSION).u64(before.number()).u64(before.txCount()).toBytes());
  }
}
