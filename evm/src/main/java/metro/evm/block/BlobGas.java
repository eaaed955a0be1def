package metro.evm.block;

import metro.ethereum.UInt256;
import metro.evm.BlobSchedule;
import metro.evm.Feature;
import metro.evm.Fork;

/** How much blob gas is in excess (EIP-4844, EIP-7918). */
public final class BlobGas {
  private static final long BLOB_BASE_COST = 1 << 13;

  private BlobGas() {}

  /** The excess of the block after {@code parent} under {@code fork}; not negative. */
  public static long nextExcess(BlockHeader parent, Fork fork) {
    BlobSchedule blobs = fork.blobs();
    long excess = parent.excessBlobGas().orElse(0);
    long used = parent.blobGasUsed().orElse(0);
    long target = BlobSchedule.GAS_PER_BLOB * blobs.target();
    if (excess + used < target) {
      return 0;
    }
    return fork.has(Feature.BLOB_RESERVE_PRICE) && isBelowReserve(parent, excess, blobs)
        ? excess + used * (blobs.max() - blobs.target()) / blobs.max()
        : excess + used - target;
  }

  private static boolean isBelowReserve(BlockHeader parent, long excess, BlobSchedule blobs) {
    UInt256 reserve = parent.baseFeePerGas().times(BLOB_BASE_COST);
    return reserve.compareTo(blobs.baseFee(excess).times(BlobSchedule.GAS_PER_BLOB)) > 0;
  }
}
