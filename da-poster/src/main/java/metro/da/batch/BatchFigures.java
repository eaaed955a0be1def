package metro.da.batch;

import java.math.BigDecimal;
import metro.da.celestia.Gas;
import metro.da.celestia.Share;

/**
 * What a batch is in numbers.
 *
 * @param batch its number
 * @param rawBytes of all contents
 * @param encodedBytes of all blobs
 * @param shares that are paid for
 * @param squareShares that it takes up, paddings between its blobs included
 * @param gas of the paying transaction, estimated
 * @param plan where the parts stand and why
 */
public record BatchFigures(
    long batch,
    long rawBytes,
    long encodedBytes,
    long shares,
    long squareShares,
    long gas,
    LayoutPlan plan) {
  /** Celestia's nodes take this price of a unit of gas unless they are configured otherwise. */
  public static final BigDecimal UTIA_PER_GAS = new BigDecimal("0.004");

  /** Bytes of the shares that are paid for. */
  public long shareBytes() {
    return shares * Share.SIZE;
  }

  /** The fee at {@link #UTIA_PER_GAS}. */
  public long feeUtia() {
    return Gas.feeUtia(gas, UTIA_PER_GAS);
  }

  /** Utia for each byte of content. */
  public double feePerRawByte() {
    return (double) feeUtia() / Math.max(1, rawBytes);
  }

  /** One line for people. */
  public String summary() {
    return "%,d bytes as %,d in %,d shares (%,d of the square), %,d gas; %s"
        .formatted(rawBytes, encodedBytes, shares, squareShares, gas, plan.reason());
  }
}
