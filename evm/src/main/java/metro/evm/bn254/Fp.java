package metro.evm.bn254;

import static java.lang.Math.unsignedMultiplyHigh;

import java.math.BigInteger;

/** An element of the base field, in Montgomery form (times 2^256), {@code w3} the highest limb. */
record Fp(long w3, long w2, long w1, long w0) {
  static final BigInteger P =
      new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);

  private static final long P0 = 0x3c208c16d87cfd47L;
  private static final long P1 = 0x97816a916871ca8dL;
  private static final long P2 = 0xb85045b68181585dL;
  private static final long P3 = 0x30644e72e131a029L;

  /** -1 / P modulo 2^64. */
  private static final long INVERSE = 0x87d20782e4866389L;

  private static final BigInteger R = BigInteger.ONE.shiftLeft(256).mod(P);
  private static final Fp R_SQUARED = raw(R.multiply(R).mod(P));

  static final Fp ZERO = new Fp(0, 0, 0, 0);
  static final Fp ONE = raw(R);

  private static Fp raw(BigInteger value) {
    return new Fp(
        value.shiftRight(192).longValue(),
        value.shiftRight(128).longValue(),
        value.shiftRight(64).longValue(),
        value.longValue());
  }

  /** A number below P. */
  static Fp of(BigInteger value) {
    return raw(value).times(R_SQUARED);
  }

  BigInteger toBigInteger() {
    Fp plain = times(new Fp(0, 0, 0, 1));
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(32);
    bytes.putLong(plain.w3).putLong(plain.w2).putLong(plain.w1).putLong(plain.w0);
    return new BigInteger(1, bytes.array());
  }

  boolean isZero() {
    return (w0 | w1 | w2 | w3) == 0;
  }

  Fp plus(Fp o) {
    // P is below 2^254: the sum of two elements does not overflow.
    long r0 = w0 + o.w0;
    long c = less(r0, w0);
    long t1 = w1 + o.w1;
    long r1 = t1 + c;
    c = less(t1, w1) | less(r1, t1);
    long t2 = w2 + o.w2;
    long r2 = t2 + c;
    c = less(t2, w2) | less(r2, t2);
    return reduced(w3 + o.w3 + c, r2, r1, r0);
  }

  Fp twice() {
    return plus(this);
  }

  Fp minus(Fp o) {
    long r0 = w0 - o.w0;
    long b = less(w0, o.w0);
    long t1 = w1 - o.w1;
    long r1 = t1 - b;
    b = less(w1, o.w1) | less(t1, b);
    long t2 = w2 - o.w2;
    long r2 = t2 - b;
    b = less(w2, o.w2) | less(t2, b);
    long r3 = w3 - o.w3 - b;
    return r3 >= 0 ? new Fp(r3, r2, r1, r0) : plusP(r3, r2, r1, r0);
  }

  Fp negate() {
    return isZero() ? this : ZERO.minus(this);
  }

  private static Fp plusP(long w3, long w2, long w1, long w0) {
    long r0 = w0 + P0;
    long c = less(r0, P0);
    long t1 = w1 + P1;
    long r1 = t1 + c;
    c = less(t1, P1) | less(r1, t1);
    long t2 = w2 + P2;
    long r2 = t2 + c;
    c = less(t2, P2) | less(r2, t2);
    return new Fp(w3 + P3 + c, r2, r1, r0);
  }

  /** Subtracts P once if the number (below 2P) reaches it. */
  private static Fp reduced(long w3, long w2, long w1, long w0) {
    long r0 = w0 - P0;
    long b = less(w0, P0);
    long t1 = w1 - P1;
    long r1 = t1 - b;
    b = less(w1, P1) | less(t1, b);
    long t2 = w2 - P2;
    long r2 = t2 - b;
    b = less(w2, P2) | less(t2, b);
    long r3 = w3 - P3 - b;
    return r3 < 0 ? new Fp(w3, w2, w1, w0) : new Fp(r3, r2, r1, r0);
  }

  /**
   * Montgomery multiplication, operand scanning; the carry word of the usual algorithm is not
   * needed, because the highest bits of P are zero.
   */
  Fp times(Fp o) {
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    for (int i = 0; i < 4; i++) {
      long y = i == 0 ? o.w0 : i == 1 ? o.w1 : i == 2 ? o.w2 : o.w3;
      // t += x * y, one limb at a time; a carries.
      long low = w0 * y;
      long a = unsignedMultiplyHigh(w0, y);
      t0 += low;
      a += less(t0, low);
      // m makes the lowest limb of t + m * P zero; c carries.
      long m = t0 * INVERSE;
      low = m * P0;
      long c = unsignedMultiplyHigh(m, P0) + less(t0 + low, low);

      low = w1 * y;
      long high = unsignedMultiplyHigh(w1, y);
      low += a;
      high += less(low, a);
      low += t1;
      a = high + less(low, t1);
      t1 = low;
      low = m * P1;
      high = unsignedMultiplyHigh(m, P1);
      low += c;
      high += less(low, c);
      t0 = low + t1;
      c = high + less(t0, low);

      low = w2 * y;
      high = unsignedMultiplyHigh(w2, y);
      low += a;
      high += less(low, a);
      low += t2;
      a = high + less(low, t2);
      t2 = low;
      low = m * P2;
      high = unsignedMultiplyHigh(m, P2);
      low += c;
      high += less(low, c);
      t1 = low + t2;
      c = high + less(t1, low);

      low = w3 * y;
      high = unsignedMultiplyHigh(w3, y);
      low += a;
      high += less(low, a);
      low += t3;
      a = high + less(low, t3);
      t3 = low;
      low = m * P3;
      high = unsignedMultiplyHigh(m, P3);
      low += c;
      high += less(low, c);
      t2 = low + t3;
      t3 = a + high + less(t2, low);
    }
    return reduced(t3, t2, t1, t0);
  }

  Fp square() {
    return times(this);
  }

  /** 1 / this; this is not zero. */
  Fp inverse() {
    return of(toBigInteger().modInverse(P));
  }

  private static long less(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
