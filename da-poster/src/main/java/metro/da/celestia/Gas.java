package metro.da.celestia;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import metro.da.Blob;

/** What a paying transaction costs (celestia-app x/blob EstimateGas, parameters of v9). */
public final class Gas {
  private static final long PER_BLOB_BYTE = 8;
  private static final long TX_SIZE_COST_PER_BYTE = 10;
  private static final long BYTES_PER_BLOB_INFO = 70;
  private static final long FIXED = 75_000;

  private Gas() {}

  /** Gas of one transaction paying for {@code blobs}. */
  public static long estimate(List<Blob> blobs) {
    return estimate(blobs.stream().mapToLong(Blob::shareCount).sum(), blobs.size());
  }

  /** Gas of one transaction paying for {@code blobs} that take {@code shares} together. */
  public static long estimate(long shares, int blobs) {
    return shares * Share.SIZE * PER_BLOB_BYTE
        + TX_SIZE_COST_PER_BYTE * BYTES_PER_BLOB_INFO * blobs
        + FIXED;
  }

  /** The fee in utia, rounded up. */
  public static long feeUtia(long gas, BigDecimal utiaPerGas) {
    return utiaPerGas
        .multiply(BigDecimal.valueOf(gas))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
