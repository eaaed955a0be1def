package metro.da.columns;

import java.math.BigInteger;
import metro.ethereum.UInt256;
import metro.state.MalformedException;

/**
 * A number as people choose amounts: {@code mantissa} x 10^{@code exponent} with the largest
 * exponent there is. 0.05 ether is 5 and 16, two bytes instead of seven.
 */
record Decimal(UInt256 mantissa, int exponent) {
  private static final int MAX_EXPONENT = 77;

  /** The only form of {@code value}. */
  static Decimal of(UInt256 value) {
    if (value.isZero()) {
      return new Decimal(value, 0);
    }
    boolean isSmall = (value.w3() | value.w2() | value.w1()) == 0;
    return isSmall ? ofSmall(value.w0()) : ofLarge(value.toBigInteger());
  }

  private static Decimal ofSmall(long value) {
    long mantissa = value;
    int exponent = 0;
    while (Long.remainderUnsigned(mantissa, 10) == 0) {
      mantissa = Long.divideUnsigned(mantissa, 10);
      exponent++;
    }
    return new Decimal(UInt256.of(mantissa), exponent);
  }

  private static Decimal ofLarge(BigInteger value) {
    BigInteger mantissa = value;
    int exponent = 0;
    BigInteger[] parts = mantissa.divideAndRemainder(BigInteger.TEN);
    while (parts[1].signum() == 0) {
      mantissa = parts[0];
      exponent++;
      parts = mantissa.divideAndRemainder(BigInteger.TEN);
    }
    return new Decimal(UInt256.of(mantissa), exponent);
  }

  /**
   * The number.
   *
   * @throws MalformedException when it has more than 256 bits or another form
   */
  UInt256 value(String field) {
    if (exponent == 0) {
      return mantissa;
    }
    if (exponent > MAX_EXPONENT || mantissa.isZero()) {
      throw new MalformedException(field + " has a decimal exponent out of range");
    }
    BigInteger value = mantissa.toBigInteger().multiply(BigInteger.TEN.pow(exponent));
    if (value.bitLength() > 256) {
      throw new MalformedException(field + " has more than 256 bits");
    }
    return UInt256.of(value);
  }
}
