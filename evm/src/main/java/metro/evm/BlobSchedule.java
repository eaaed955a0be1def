package metro.evm;

import java.math.BigInteger;
import metro.ethereum.UInt256;

/**
 * The blob limits of a fork (EIP-4844, EIP-7691, EIP-7594).
 *
 * @param target blobs per block at which the price stays
 * @param max blobs per block
 * @param maxPerTransaction blobs per transaction
 * @param baseFeeUpdateFraction how slowly the price follows the excess
 */
public record BlobSchedule(int target, int max, int maxPerTransaction, long baseFeeUpdateFraction) {
  /** Gas per blob. */
  public static final long GAS_PER_BLOB = 1 << 17;

  private static final BigInteger MIN_BASE_FEE = BigInteger.ONE;

  /**
   * Wei per unit of blob gas: {@code fake_exponential} of EIP-4844.
   *
   * @param excessBlobGas not negative
   */
  public UInt256 baseFee(long excessBlobGas) {
    BigInteger numerator = BigInteger.valueOf(excessBlobGas);
    BigInteger denominator = BigInteger.valueOf(baseFeeUpdateFraction);
    BigInteger output = BigInteger.ZERO;
    BigInteger term = MIN_BASE_FEE.multiply(denominator);
    for (int i = 1; term.signum() > 0 && output.bitLength() <= 512; i++) {
      output = output.add(term);
      term = term.multiply(numerator).divide(denominator.multiply(BigInteger.valueOf(i)));
    }
    BigInteger fee = output.divide(denominator);
    return fee.bitLength() > 256 ? UInt256.MAX : UInt256.of(fee);
  }
}
