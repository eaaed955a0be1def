package metro.evm;

import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;

/**
 * What a transaction sees of its block.
 *
 * @param chainId the chain's number
 * @param number the block's height
 * @param timestamp seconds since 1970
 * @param gasLimit gas of the whole block
 * @param feeRecipient who gets the tips
 * @param baseFee wei per gas (EIP-1559)
 * @param prevRandao the value of PREVRANDAO (EIP-4399)
 * @param blobBaseFee wei per blob gas (EIP-4844)
 * @param blockHashes earlier blocks
 */
public record BlockContext(
    UInt256 chainId,
    long number,
    long timestamp,
    long gasLimit,
    Address feeRecipient,
    UInt256 baseFee,
    Hash prevRandao,
    UInt256 blobBaseFee,
    BlockHashes blockHashes) {

  /** The same block with a base fee of 0, for calls that pay nothing. */
  public BlockContext withoutBaseFee() {
    return new BlockContext(
        chainId,
        number,
        timestamp,
        gasLimit,
        feeRecipient,
        UInt256.ZERO,
        prevRandao,
        blobBaseFee,
        blockHashes);
  }

  /** Hashes of earlier blocks of the same chain. */
  @FunctionalInterface
  public interface BlockHashes {
    /** The hash of a block at most 256 below the current one; zero when it is not known. */
    Hash at(long number);

    /** Knows no block. */
    BlockHashes NONE = number -> Hash.ZERO;
  }
}
