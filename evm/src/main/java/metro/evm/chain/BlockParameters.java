package metro.evm.chain;

import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.evm.block.Withdrawal;

/**
 * What a block is begun with.
 *
 * @param timestamp seconds since 1970, above the parent's
 * @param feeRecipient who gets the tips
 * @param prevRandao the value of PREVRANDAO
 * @param gasLimit of all transactions together; unmodified clients want it within 1/1024 of the
 *     parent's
 * @param extraData at most 32 bytes
 * @param withdrawals credits at the end of the block, usually none
 */
public record BlockParameters(
    long timestamp,
    Address feeRecipient,
    Hash prevRandao,
    long gasLimit,
    Bytes extraData,
    List<Withdrawal> withdrawals) {
  /** Bytes of {@code extraData} that public networks allow. */
  public static final int MAX_EXTRA_DATA_BYTES = 32;

  public BlockParameters {
    withdrawals = List.copyOf(withdrawals);
    checkExtraData(extraData);
    if (gasLimit <= 0) {
      throw new IllegalArgumentException("gasLimit " + gasLimit + " is not above 0");
    }
  }

  /** Parameters without extra data and withdrawals. */
  public static BlockParameters of(
      long timestamp, Address feeRecipient, Hash prevRandao, long gasLimit) {
    return new BlockParameters(
        timestamp, feeRecipient, prevRandao, gasLimit, Bytes.EMPTY, List.of());
  }

  static void checkExtraData(Bytes extraData) {
    if (extraData.length() > MAX_EXTRA_DATA_BYTES) {
      throw new IllegalArgumentException(
          "extraData has " + extraData.length() + " bytes, more than " + MAX_EXTRA_DATA_BYTES);
    }
  }
}
