package metro.ethereum.secp256k1;

import static java.lang.Math.unsignedMultiplyHigh;

import java.math.BigInteger;

/**
 * Splits a factor k into two of half the length, k = k1 + k2 * lambda modulo the order (Gallant,
 * Lambert and Vanstone; the lattice basis is the one everybody uses for secp256k1). lambda times
 * the point (x, y) is (beta * x, y). Holds scratch space: one per thread.
 */
final class Endomorphism {
  /** A cube root of one modulo p. */
  static final long[] BETA =
      Limbs.of(
          new BigInteger("7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501ee", 16));

  // The basis (A1, -B1), (A2, A1) of the pairs (u, v) with u + v * lambda = 0.
  private static final long[] A1 = {0xe86c90e49284eb15L, 0x3086d221a7d46bcdL};
  private static final long[] B1 = {0x6f547fa90abfe4c3L, 0xe4437ed6010e8828L};
  private static final long[] A2 = {0x57c1108d9d44cfd8L, 0x14ca50f7a8e2f3f6L, 1};

  /** A1 and B1 times 2^384 / order, rounded. */
  private static final long[] G1 = {
    0xe893209a45dbb031L, 0x3daa8a1471e8ca7fL, 0xe86c90e49284eb15L, 0x3086d221a7d46bcdL
  };

  private static final long[] G2 = {
    0x1571b4ae8ac47f71L, 0x221208ac9df506c6L, 0x6f547fa90abfe4c4L, 0xe4437ed6010e8828L
  };

  private final long[] k = new long[4];
  private final long[] product = new long[8];
  private final long[] c1 = new long[2];
  private final long[] c2 = new long[2];
  private final long[] half = new long[3];

  /** Words of the last half, lowest first: its absolute value is below 2^128. */
  long low;

  long high;
  boolean negative;

  /** Takes a factor with canonical limbs apart; then ask for {@link #first} and {@link #second}. */
  void split(long[] x, int xi) {
    Limbs.toWords(x, xi, k);
    rounded(G1, c1);
    rounded(G2, c2);
  }

  /** k1 = k - c1 * A1 - c2 * A2. */
  void first() {
    System.arraycopy(k, 0, half, 0, 3);
    addProduct(c1, A1, true);
    addProduct(c2, A2, true);
    finish();
  }

  /** k2 = c1 * B1 - c2 * A1. */
  void second() {
    java.util.Arrays.fill(half, 0);
    addProduct(c1, B1, false);
    addProduct(c2, A1, true);
    finish();
  }

  private void finish() {
    negative = half[2] < 0;
    low = negative ? -half[0] : half[0];
    high = negative ? ~half[1] + (half[0] == 0 ? 1 : 0) : half[1];
  }

  /** c = k * g / 2^384, rounded. */
  private void rounded(long[] g, long[] c) {
    java.util.Arrays.fill(product, 0);
    for (int i = 0; i < 4; i++) {
      addRow(product, i, k[i], g, 4);
    }
    c[0] = product[6] + (product[5] >>> 63);
    c[1] = product[7] + (c[0] == 0 && product[5] < 0 ? 1 : 0);
  }

  /** half += or -= x * y modulo 2^192. */
  private void addProduct(long[] x, long[] y, boolean subtract) {
    java.util.Arrays.fill(product, 0);
    for (int i = 0; i < x.length; i++) {
      addRow(product, i, x[i], y, Math.min(y.length, 3 - i));
    }
    long carry = subtract ? 1 : 0;
    for (int i = 0; i < 3; i++) {
      long word = subtract ? ~product[i] : product[i];
      long sum = half[i] + word;
      long out = less(sum, word);
      half[i] = sum + carry;
      carry = out + less(half[i], sum);
    }
  }

  private static void addRow(long[] out, int at, long factor, long[] y, int words) {
    long carry = 0;
    for (int j = 0; j < words; j++) {
      long low = factor * y[j];
      long sum = low + carry;
      carry = unsignedMultiplyHigh(factor, y[j]) + less(sum, low);
      out[at + j] += sum;
      carry += less(out[at + j], sum);
    }
    out[at + words] += carry;
  }

  private static long less(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
