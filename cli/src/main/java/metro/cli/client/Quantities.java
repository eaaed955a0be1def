package metro.cli.client;

import java.math.BigInteger;

/** Ethereum's hexadecimal numbers. */
public final class Quantities {
  private Quantities() {}

  /** The number in {@code 0x…}. */
  public static BigInteger big(String quantity) {
    return new BigInteger(quantity.startsWith("0x") ? quantity.substring(2) : quantity, 16);
  }

  /** The number in {@code 0x…}, at most 2^63 - 1. */
  public static long number(String quantity) {
    return big(quantity).longValueExact();
  }
}
