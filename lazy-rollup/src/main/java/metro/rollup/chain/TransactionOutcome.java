package metro.rollup.chain;

import metro.ethereum.Hash;

/** What executing did with one ordered transaction. */
public sealed interface TransactionOutcome {
  /** Keccak-256 of the ordered bytes. */
  Hash txHash();

  /**
   * It is in the block, with a receipt.
   *
   * @param txHash of the bytes
   * @param index its place in the EVM block
   * @param succeeded false: reverted, status 0
   */
  record Included(Hash txHash, int index, boolean succeeded) implements TransactionOutcome {}

  /**
   * It changed nothing and cost no gas.
   *
   * @param txHash of the bytes
   * @param code stable number of the reason
   * @param reason the text a wallet knows
   */
  record Skipped(Hash txHash, int code, String reason) implements TransactionOutcome {}
}
