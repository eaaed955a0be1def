package metro.da.eip4844;

import metro.ethereum.UInt256;

/**
 * What a blob transaction may cost, in wei. Also the dearest that is ever offered: the caps.
 *
 * @param maxFeePerGas base fee and tip together
 * @param maxPriorityFeePerGas tip
 * @param maxFeePerBlobGas blob base fee
 */
public record Fees(UInt256 maxFeePerGas, UInt256 maxPriorityFeePerGas, UInt256 maxFeePerBlobGas) {
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  /** 200 gwei of gas, 10 of tip, 1000 of blob gas: about 0.8 ether for six blobs at the caps. */
  public static final Fees DEFAULT_CAPS =
      new Fees(GWEI.times(200), GWEI.times(10), GWEI.times(1_000));

  public Fees {
    if (maxPriorityFeePerGas.compareTo(maxFeePerGas) > 0) {
      throw new IllegalArgumentException("a tip above the fee per gas");
    }
    if (maxFeePerBlobGas.isZero()) {
      throw new IllegalArgumentException("the fee per blob gas is at least one wei");
    }
  }

  /** Twice what blocks ask now, so that six full blocks in a row do not price it out. */
  static Fees asked(UInt256 baseFee, UInt256 tip, UInt256 blobBaseFee) {
    UInt256 blob = blobBaseFee.isZero() ? UInt256.ONE : blobBaseFee;
    return new Fees(baseFee.times(2).plus(tip), tip, blob.times(2));
  }

  /** The least that replaces a pending blob transaction: twice of each. */
  Fees doubled() {
    return new Fees(
        maxFeePerGas.times(2), maxPriorityFeePerGas.times(2), maxFeePerBlobGas.times(2));
  }

  /** The larger of each. */
  Fees atLeast(Fees other) {
    return new Fees(
        max(maxFeePerGas, other.maxFeePerGas),
        max(maxPriorityFeePerGas, other.maxPriorityFeePerGas),
        max(maxFeePerBlobGas, other.maxFeePerBlobGas));
  }

  /** The smaller of each. */
  Fees atMost(Fees caps) {
    UInt256 fee = maxFeePerGas.min(caps.maxFeePerGas);
    return new Fees(
        fee,
        maxPriorityFeePerGas.min(caps.maxPriorityFeePerGas).min(fee),
        maxFeePerBlobGas.min(caps.maxFeePerBlobGas));
  }

  /** Whether a block with these base fees would take it. */
  boolean covers(UInt256 baseFee, UInt256 blobBaseFee) {
    return maxFeePerGas.compareTo(baseFee) >= 0 && maxFeePerBlobGas.compareTo(blobBaseFee) >= 0;
  }

  /** Whether each is at most the caps' one. */
  boolean isWithin(Fees caps) {
    return atMost(caps).equals(this);
  }

  private static UInt256 max(UInt256 a, UInt256 b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
