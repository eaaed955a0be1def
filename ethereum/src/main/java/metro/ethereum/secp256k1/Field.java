package metro.ethereum.secp256k1;

import static java.lang.Math.multiplyHigh;

/**
 * The base field, numbers modulo p = 2^256 - 2^32 - 977. An element is five signed limbs of 52
 * bits, lowest first, somewhere in an array: {@code x} at {@code i} stands for x[i] to x[i + 4].
 *
 * <p>Reduction is lazy. What {@link #multiply} and {@link #square} leave has limbs of about 52
 * bits: call that weight one. Sums and differences are taken limb by limb and add their weights;
 * operands of the next product may have weight {@link #MAX_WEIGHT}. The same number has many forms,
 * so compare with {@link #isZero} or {@link #normalize} first.
 *
 * <p>A product of limbs is split at bit 52 into a high part, {@code multiplyHigh(a << 6, b << 6)},
 * and a low one. The low parts of a column are never masked one by one: they are the column's sum
 * of {@code a * b} less its high parts, exact modulo 2^64 because it is known to be less. So no
 * carry is ever computed by comparison. An output may be one of the operands.
 */
final class Field {
  /** Limbs of an element. */
  static final int LIMBS = 5;

  /** How many results may be added up before the next product. */
  static final int MAX_WEIGHT = 15;

  /** 2^256 modulo p. */
  static final long C = 0x1000003d1L;

  static final long MASK = (1L << 52) - 1;
  static final long TOP_MASK = (1L << 48) - 1;

  /** 2^260 modulo p. */
  private static final long FOLD = C << 4;

  private Field() {}

  /** r = x * y. */
  static void multiply(long[] r, int ri, long[] x, int xi, long[] y, int yi) {
    long a0 = x[xi];
    long a1 = x[xi + 1];
    long a2 = x[xi + 2];
    long a3 = x[xi + 3];
    long a4 = x[xi + 4];
    long b0 = y[yi];
    long b1 = y[yi + 1];
    long b2 = y[yi + 2];
    long b3 = y[yi + 3];
    long b4 = y[yi + 4];
    long s0 = a0 << 6;
    long s1 = a1 << 6;
    long s2 = a2 << 6;
    long s3 = a3 << 6;
    long s4 = a4 << 6;
    long t0 = b0 << 6;
    long t1 = b1 << 6;
    long t2 = b2 << 6;
    long t3 = b3 << 6;
    long t4 = b4 << 6;
    long h0 = multiplyHigh(s0, t0);
    long h1 = multiplyHigh(s0, t1) + multiplyHigh(s1, t0);
    long h2 = multiplyHigh(s0, t2) + multiplyHigh(s1, t1) + multiplyHigh(s2, t0);
    long h3 =
        multiplyHigh(s0, t3) + multiplyHigh(s1, t2) + multiplyHigh(s2, t1) + multiplyHigh(s3, t0);
    long h4 =
        multiplyHigh(s0, t4)
            + multiplyHigh(s1, t3)
            + multiplyHigh(s2, t2)
            + multiplyHigh(s3, t1)
            + multiplyHigh(s4, t0);
    long h5 =
        multiplyHigh(s1, t4) + multiplyHigh(s2, t3) + multiplyHigh(s3, t2) + multiplyHigh(s4, t1);
    long h6 = multiplyHigh(s2, t4) + multiplyHigh(s3, t3) + multiplyHigh(s4, t2);
    long h7 = multiplyHigh(s3, t4) + multiplyHigh(s4, t3);
    long h8 = multiplyHigh(s4, t4);
    long c0 = a0 * b0 - (h0 << 52);
    long c1 = a0 * b1 + a1 * b0 - (h1 << 52) + h0;
    long c2 = a0 * b2 + a1 * b1 + a2 * b0 - (h2 << 52) + h1;
    long c3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - (h3 << 52) + h2;
    long c4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - (h4 << 52) + h3;
    long c5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 - (h5 << 52) + h4;
    long c6 = a2 * b4 + a3 * b3 + a4 * b2 - (h6 << 52) + h5;
    long c7 = a3 * b4 + a4 * b3 - (h7 << 52) + h6;
    long c8 = a4 * b4 - (h8 << 52) + h7;
    reduce(r, ri, c0, c1, c2, c3, c4, c5, c6, c7, c8, h8);
  }

  /** r = x * x. */
  static void square(long[] r, int ri, long[] x, int xi) {
    long a0 = x[xi];
    long a1 = x[xi + 1];
    long a2 = x[xi + 2];
    long a3 = x[xi + 3];
    long a4 = x[xi + 4];
    long s0 = a0 << 6;
    long s1 = a1 << 6;
    long s2 = a2 << 6;
    long s3 = a3 << 6;
    long s4 = a4 << 6;
    long t0 = s0 << 1;
    long t1 = s1 << 1;
    long t2 = s2 << 1;
    long t3 = s3 << 1;
    long b0 = a0 << 1;
    long b1 = a1 << 1;
    long b2 = a2 << 1;
    long b3 = a3 << 1;
    long h0 = multiplyHigh(s0, s0);
    long h1 = multiplyHigh(t0, s1);
    long h2 = multiplyHigh(t0, s2) + multiplyHigh(s1, s1);
    long h3 = multiplyHigh(t0, s3) + multiplyHigh(t1, s2);
    long h4 = multiplyHigh(t0, s4) + multiplyHigh(t1, s3) + multiplyHigh(s2, s2);
    long h5 = multiplyHigh(t1, s4) + multiplyHigh(t2, s3);
    long h6 = multiplyHigh(t2, s4) + multiplyHigh(s3, s3);
    long h7 = multiplyHigh(t3, s4);
    long h8 = multiplyHigh(s4, s4);
    long c0 = a0 * a0 - (h0 << 52);
    long c1 = b0 * a1 - (h1 << 52) + h0;
    long c2 = b0 * a2 + a1 * a1 - (h2 << 52) + h1;
    long c3 = b0 * a3 + b1 * a2 - (h3 << 52) + h2;
    long c4 = b0 * a4 + b1 * a3 + a2 * a2 - (h4 << 52) + h3;
    long c5 = b1 * a4 + b2 * a3 - (h5 << 52) + h4;
    long c6 = b2 * a4 + a3 * a3 - (h6 << 52) + h5;
    long c7 = b3 * a4 - (h7 << 52) + h6;
    long c8 = a4 * a4 - (h8 << 52) + h7;
    reduce(r, ri, c0, c1, c2, c3, c4, c5, c6, c7, c8, h8);
  }

  /** Folds ten columns into five: what stands at 2^260 and above comes back times 2^36 + 15632. */
  private static void reduce(
      long[] r,
      int ri,
      long c0,
      long c1,
      long c2,
      long c3,
      long c4,
      long c5,
      long c6,
      long c7,
      long c8,
      long c9) {
    long h5 = multiplyHigh(c5, FOLD << 12);
    long h6 = multiplyHigh(c6, FOLD << 12);
    long h7 = multiplyHigh(c7, FOLD << 12);
    long h8 = multiplyHigh(c8, FOLD << 12);
    long h9 = multiplyHigh(c9, FOLD << 12);
    long over = multiplyHigh(h9 << 12, FOLD);
    long d0 = c0 + c5 * FOLD - (h5 << 52) + h9 * FOLD - (over << 52);
    long d1 = c1 + c6 * FOLD - (h6 << 52) + h5 + over;
    long d2 = c2 + c7 * FOLD - (h7 << 52) + h6;
    long d3 = c3 + c8 * FOLD - (h8 << 52) + h7;
    long d4 = c4 + c9 * FOLD - (h9 << 52) + h8;
    // One carry each, all at once: the limbs may stay a little above 52 bits.
    r[ri] = (d0 & MASK) + (d4 >> 48) * C;
    r[ri + 1] = (d1 & MASK) + (d0 >> 52);
    r[ri + 2] = (d2 & MASK) + (d1 >> 52);
    r[ri + 3] = (d3 & MASK) + (d2 >> 52);
    r[ri + 4] = (d4 & TOP_MASK) + (d3 >> 52);
  }

  /** r = x squared {@code times} (at least one) times over. */
  static void square(long[] r, int ri, long[] x, int xi, int times) {
    square(r, ri, x, xi);
    for (int i = 1; i < times; i++) {
      square(r, ri, r, ri);
    }
  }

  /** r = x + y. */
  static void add(long[] r, int ri, long[] x, int xi, long[] y, int yi) {
    for (int i = 0; i < LIMBS; i++) {
      r[ri + i] = x[xi + i] + y[yi + i];
    }
  }

  /** r = x - y. */
  static void subtract(long[] r, int ri, long[] x, int xi, long[] y, int yi) {
    for (int i = 0; i < LIMBS; i++) {
      r[ri + i] = x[xi + i] - y[yi + i];
    }
  }

  /** x = -x. */
  static void negate(long[] x, int xi) {
    for (int i = 0; i < LIMBS; i++) {
      x[xi + i] = -x[xi + i];
    }
  }

  /** x = a small factor times x; multiplies its weight as well. */
  static void scale(long[] x, int xi, long factor) {
    for (int i = 0; i < LIMBS; i++) {
      x[xi + i] *= factor;
    }
  }

  /** r = x. */
  static void copy(long[] r, int ri, long[] x, int xi) {
    System.arraycopy(x, xi, r, ri, LIMBS);
  }

  /** x = a small number. */
  static void set(long[] x, int xi, long value) {
    x[xi] = value;
    for (int i = 1; i < LIMBS; i++) {
      x[xi + i] = 0;
    }
  }

  /** Brings x, of any weight up to {@link #MAX_WEIGHT}, back to weight one. */
  static void tighten(long[] x, int xi) {
    long d0 = x[xi];
    long d1 = x[xi + 1];
    long d2 = x[xi + 2];
    long d3 = x[xi + 3];
    long d4 = x[xi + 4];
    x[xi] = (d0 & MASK) + (d4 >> 48) * C;
    x[xi + 1] = (d1 & MASK) + (d0 >> 52);
    x[xi + 2] = (d2 & MASK) + (d1 >> 52);
    x[xi + 3] = (d3 & MASK) + (d2 >> 52);
    x[xi + 4] = (d4 & TOP_MASK) + (d3 >> 52);
  }

  /** Whether x is 0 modulo p, in whatever form. */
  static boolean isZero(long[] x, int xi) {
    // Zero is k * p for a small k, so its lowest limb is -k * C: one look settles nearly all cases.
    long range = 32 * C;
    if (((x[xi] + range) & MASK) > 2 * range) {
      return false;
    }
    long[] canonical = new long[LIMBS];
    copy(canonical, 0, x, xi);
    normalize(canonical, 0);
    return (canonical[0] | canonical[1] | canonical[2] | canonical[3] | canonical[4]) == 0;
  }

  /** Brings x into its one form from 0 to p - 1 with limbs from 0 to 2^52 - 1. */
  static void normalize(long[] x, int xi) {
    carry(x, xi);
    for (long over = x[xi + 4] >> 48; over != 0; over = x[xi + 4] >> 48) {
      x[xi + 4] -= over << 48;
      x[xi] += over * C;
      carry(x, xi);
    }
    boolean atLeastP =
        x[xi + 4] == TOP_MASK
            && (x[xi + 3] & x[xi + 2] & x[xi + 1]) == MASK
            && x[xi] >= MASK + 1 - C;
    if (atLeastP) {
      set(x, xi, x[xi] - (MASK + 1 - C));
    }
  }

  /** Leaves the lower four limbs from 0 to 2^52 - 1; the highest takes the sign. */
  static void carry(long[] x, int xi) {
    for (int i = 0; i < LIMBS - 1; i++) {
      x[xi + i + 1] += x[xi + i] >> 52;
      x[xi + i] &= MASK;
    }
  }
}
