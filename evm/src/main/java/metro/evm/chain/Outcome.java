package metro.evm.chain;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.Execution;
import metro.evm.block.Receipt;

/** What became of one entry of the ordered list. */
public sealed interface Outcome {
  /**
   * In the block; a transaction that reverted is too, with a failed receipt.
   *
   * @param index position among the block's transactions
   * @param gasUsed by this transaction alone
   * @param gasPrice wei per gas that the sender paid
   * @param execution how its code ended, with output and created contract
   */
  record Included(
      int index,
      Hash hash,
      Bytes raw,
      Address sender,
      Receipt receipt,
      long gasUsed,
      UInt256 gasPrice,
      Execution execution)
      implements Outcome {}

  /**
   * Unusable: no state change, no gas, not in any block.
   *
   * @param hash of the bytes
   * @param code a stable number: {@link metro.evm.TransactionInvalid#code} or {@link SkipCode#code}
   * @param text one English phrase
   */
  record Skipped(Hash hash, int code, String text) implements Outcome {}

  /** Does not fit any more: this one and all that follow belong into the next block. */
  record Deferred() implements Outcome {}

  /** This outcome, if it is an inclusion. */
  default Optional<Included> included() {
    return this instanceof Included included ? Optional.of(included) : Optional.empty();
  }
}
