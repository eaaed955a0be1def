package metro.ethereum.secp256k1;

import static java.lang.Math.multiplyHigh;

import java.math.BigInteger;
import metro.ethereum.Signature;

/**
 * Numbers modulo the order of the group, in limbs as {@link Field} has them. Products are
 * Montgomery's: {@link #multiply} gives x * y / 2^260, so a factor that is used often is kept times
 * 2^260 ("Montgomery form") and a product of one such and one plain number is plain. Holds scratch
 * space: one per thread.
 */
final class Order {
  static final BigInteger N = Signature.ORDER.toBigInteger();

  private static final BigInteger R = BigInteger.ONE.shiftLeft(260);

  /** A cube root of one: multiplying a point by it only multiplies its x by another one. */
  static final BigInteger LAMBDA =
      new BigInteger("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72", 16);

  /** 1 in Montgomery form. */
  static final long[] ONE = Limbs.of(R.mod(N));

  /** Brings a plain number into Montgomery form. */
  static final long[] INTO_FORM = Limbs.of(R.multiply(R).mod(N));

  /** Brings a plain number times lambda into Montgomery form. */
  static final long[] LAMBDA_INTO_FORM = Limbs.of(R.multiply(R).multiply(LAMBDA).mod(N));

  private static final long[] MODULUS = Limbs.of(N);

  /** 2^256 modulo the order. */
  private static final long[] C = Limbs.of(BigInteger.ONE.shiftLeft(256).subtract(N));

  /** -1 / order modulo 2^52. */
  private static final long INVERSE = 0xdff665588b13fL;

  private final long[] t = new long[2 * Field.LIMBS];

  /** r = x * y / 2^260, with limbs of 52 bits and a value below twice the order. */
  void multiply(long[] r, int ri, long[] x, int xi, long[] y, int yi) {
    java.util.Arrays.fill(t, 0);
    for (int i = 0; i < Field.LIMBS; i++) {
      addProduct(i, x[xi + i], y, yi);
    }
    for (int i = 0; i < Field.LIMBS; i++) {
      addProduct(i, (t[i] * INVERSE) & Field.MASK, MODULUS, 0);
      t[i + 1] += t[i] >> 52;
    }
    System.arraycopy(t, Field.LIMBS, r, ri, Field.LIMBS);
    Field.carry(r, ri);
  }

  /** t += factor * y, from limb {@code at} on. */
  private void addProduct(int at, long factor, long[] y, int yi) {
    long shifted = factor << 6;
    for (int j = 0; j < Field.LIMBS; j++) {
      long high = multiplyHigh(shifted, y[yi + j] << 6);
      t[at + j] += factor * y[yi + j] - (high << 52);
      t[at + j + 1] += high;
    }
  }

  /** x += y, both not negative; the sum stays below 2^257. */
  static void accumulate(long[] x, int xi, long[] y, int yi) {
    Field.add(x, xi, x, xi, y, yi);
    Field.carry(x, xi);
    fold(x, xi);
  }

  /** Brings x into its one form from 0 to the order less one. */
  static void normalize(long[] x, int xi) {
    Field.carry(x, xi);
    while (x[xi + 4] >> 48 != 0) {
      fold(x, xi);
    }
    if (isAtLeastOrder(x, xi)) {
      Field.subtract(x, xi, x, xi, MODULUS, 0);
      Field.carry(x, xi);
    }
  }

  private static void fold(long[] x, int xi) {
    long over = x[xi + 4] >> 48;
    x[xi + 4] -= over << 48;
    x[xi] += over * C[0];
    x[xi + 1] += over * C[1];
    x[xi + 2] += over * C[2];
    Field.carry(x, xi);
  }

  private static boolean isAtLeastOrder(long[] x, int xi) {
    for (int i = Field.LIMBS - 1; i >= 0; i--) {
      if (x[xi + i] != MODULUS[i]) {
        return x[xi + i] > MODULUS[i];
      }
    }
    return true;
  }

  /**
   * r = 1 / x in Montgomery form, of an x in Montgomery form that is not zero. Some microseconds.
   */
  static void invert(long[] r, int ri, long[] x, int xi) {
    BigInteger value = Limbs.toBigInteger(x, xi).mod(N);
    // x stands for v * R; 1 / v in Montgomery form is R / v = R * R / (v * R).
    long[] inverse = Limbs.of(value.modInverse(N).multiply(R).multiply(R).mod(N));
    Field.copy(r, ri, inverse, 0);
  }
}
