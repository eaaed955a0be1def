package metro.evm.block;

import java.math.BigInteger;
import metro.ethereum.UInt256;

/**
 * How the base fee follows the use of gas (EIP-1559). The {@link #STANDARD} values are the ones
 * unmodified clients check; with an elasticity of 1 the target is the limit, so that a fee that has
 * fallen to the minimum stays there.
 *
 * @param elasticity the gas limit divided by the gas target
 * @param changeDenominator the fee moves by at most one part in this many per block
 * @param minimum wei per gas below which the fee does not fall
 */
public record FeeMarket(long elasticity, long changeDenominator, UInt256 minimum) {
  /** Ethereum's: target half of the limit, an eighth per block, no minimum. */
  public static final FeeMarket STANDARD = new FeeMarket(2, 8, UInt256.ZERO);

  public FeeMarket {
    if (elasticity < 1 || changeDenominator < 1) {
      throw new IllegalArgumentException(
          "elasticity and changeDenominator of a fee market are at least 1");
    }
  }

  /** The base fee of the block after {@code parent}, in wei per gas. */
  public UInt256 next(BlockHeader parent) {
    return next(parent.baseFeePerGas(), parent.gasLimit(), parent.gasUsed());
  }

  /** The base fee after a block with this fee, limit and use. */
  public UInt256 next(UInt256 baseFee, long gasLimit, long gasUsed) {
    long target = gasLimit / elasticity;
    int order = Long.compareUnsigned(gasUsed, target);
    if (order == 0 || target == 0) {
      return atLeastMinimum(baseFee);
    }
    if (order > 0) {
      BigInteger rise = change(baseFee, gasUsed - target, target).max(BigInteger.ONE);
      return atLeastMinimum(UInt256.of(baseFee.toBigInteger().add(rise)));
    }
    BigInteger fall = change(baseFee, target - gasUsed, target);
    return atLeastMinimum(UInt256.of(baseFee.toBigInteger().subtract(fall)));
  }

  private BigInteger change(UInt256 baseFee, long distance, long target) {
    return baseFee
        .toBigInteger()
        .multiply(BigInteger.valueOf(distance))
        .divide(BigInteger.valueOf(target))
        .divide(BigInteger.valueOf(changeDenominator));
  }

  private UInt256 atLeastMinimum(UInt256 fee) {
    return fee.compareTo(minimum) < 0 ? minimum : fee;
  }
}
