package metro.evm.math;

import static metro.evm.math.Words.less;

/**
 * Division, remainder and modular arithmetic of words: Knuth's algorithm D with 64-bit digits, each
 * quotient digit by a reciprocal (Möller and Granlund, "Improved division by invariant integers").
 * The operand convention is that of {@link Words}. Holds scratch space: one thread.
 */
public final class Division {
  private static final int MAX_LIMBS = 9;

  private final long[] numerator = new long[MAX_LIMBS];
  private final long[] divisor = new long[Words.LIMBS];
  private final long[] quotient = new long[MAX_LIMBS];
  private final long[] wide = new long[2 * Words.LIMBS];
  private boolean negativeFirst;
  private boolean negativeSecond;

  /** first / second, 0 when second is 0. */
  public void div(long[] s, int top) {
    int r = top - 8;
    if (!divideSmall(s, top, false)) {
      divide(s, top - 4, Words.LIMBS, s, r);
      System.arraycopy(quotient, 0, s, r, Words.LIMBS);
    }
  }

  /** first modulo second, 0 when second is 0. */
  public void mod(long[] s, int top) {
    int r = top - 8;
    if (!divideSmall(s, top, true)) {
      divide(s, top - 4, Words.LIMBS, s, r);
      System.arraycopy(numerator, 0, s, r, Words.LIMBS);
    }
  }

  /** Signed division, rounded towards zero. */
  public void signedDiv(long[] s, int top) {
    takeSigns(s, top);
    div(s, top);
    if (negativeFirst != negativeSecond) {
      negate(s, top - 8);
    }
  }

  /** Signed remainder with the sign of first. */
  public void signedMod(long[] s, int top) {
    takeSigns(s, top);
    mod(s, top);
    if (negativeFirst) {
      negate(s, top - 8);
    }
  }

  /** (first + second) modulo third, without overflow. */
  public void addMod(long[] s, int top) {
    int a = top - 4;
    int b = top - 8;
    long carry = 0;
    for (int i = 0; i < Words.LIMBS; i++) {
      long t = s[a + i] + s[b + i];
      long sum = t + carry;
      carry = less(t, s[a + i]) | less(sum, t);
      wide[i] = sum;
    }
    wide[4] = carry;
    reduce(s, top - 12, 5);
  }

  /** (first * second) modulo third, without overflow. */
  public void mulMod(long[] s, int top) {
    int a = top - 4;
    int b = top - 8;
    java.util.Arrays.fill(wide, 0);
    for (int i = 0; i < Words.LIMBS; i++) {
      wide[i + 4] = addProduct(s, b, s[a + i], i);
    }
    reduce(s, top - 12, 8);
  }

  private long addProduct(long[] y, int b, long x, int at) {
    long carry = 0;
    for (int j = 0; j < Words.LIMBS; j++) {
      long low = x * y[b + j];
      long high = Math.unsignedMultiplyHigh(x, y[b + j]);
      low += carry;
      high += less(low, carry);
      long sum = wide[at + j] + low;
      carry = high + less(sum, low);
      wide[at + j] = sum;
    }
    return carry;
  }

  private void reduce(long[] s, int modulus, int limbs) {
    if (Words.isZero(s, modulus)) {
      return;
    }
    divide(wide, 0, limbs, s, modulus);
    System.arraycopy(numerator, 0, s, modulus, Words.LIMBS);
  }

  /** Handles zero divisors and 64-bit operands; whether it did. */
  private static boolean divideSmall(long[] s, int top, boolean remainder) {
    int a = top - 4;
    int r = top - 8;
    if (Words.isZero(s, r)) {
      return true;
    }
    if ((s[a + 1] | s[a + 2] | s[a + 3] | s[r + 1] | s[r + 2] | s[r + 3]) != 0) {
      return false;
    }
    s[r] = remainder ? Long.remainderUnsigned(s[a], s[r]) : Long.divideUnsigned(s[a], s[r]);
    return true;
  }

  private void takeSigns(long[] s, int top) {
    negativeFirst = s[top - 1] < 0;
    negativeSecond = s[top - 5] < 0;
    if (negativeFirst) {
      negate(s, top - 4);
    }
    if (negativeSecond) {
      negate(s, top - 8);
    }
  }

  private static void negate(long[] s, int at) {
    long carry = 1;
    for (int i = 0; i < Words.LIMBS; i++) {
      long value = ~s[at + i] + carry;
      carry &= value == 0 ? 1 : 0;
      s[at + i] = value;
    }
  }

  /**
   * Divides {@code count} limbs at {@code u[a]} by the non-zero word at {@code v[b]}: the quotient
   * goes to {@link #quotient}, the remainder to the low word of {@link #numerator}.
   */
  private void divide(long[] u, int a, int count, long[] v, int b) {
    int n = significant(v, b, Words.LIMBS);
    int m = Math.max(n, significant(u, a, count));
    int shift = Long.numberOfLeadingZeros(v[b + n - 1]);
    java.util.Arrays.fill(quotient, 0);
    java.util.Arrays.fill(numerator, 0);
    normalise(v, b, n, shift, divisor);
    numerator[m] = normalise(u, a, m, shift, numerator);
    if (n == 1) {
      divideByOne(m);
    } else {
      divideByMany(m, n);
    }
    denormalise(n, shift);
  }

  private static int significant(long[] x, int at, int count) {
    int n = count;
    while (n > 0 && x[at + n - 1] == 0) {
      n--;
    }
    return n;
  }

  private static long normalise(long[] from, int at, int count, int shift, long[] to) {
    long low = 0;
    for (int i = 0; i < count; i++) {
      long limb = from[at + i];
      to[i] = limb << shift | low;
      low = limb >>> 1 >>> (63 - shift);
    }
    return low;
  }

  private void denormalise(int n, int shift) {
    for (int i = 0; i < Words.LIMBS; i++) {
      long low = i < n ? numerator[i] : 0;
      long high = i + 1 < n ? numerator[i + 1] : 0;
      numerator[i] = low >>> shift | high << 1 << (63 - shift);
    }
  }

  private void divideByOne(int m) {
    long d = divisor[0];
    long v = reciprocal(d);
    long remainder = numerator[m];
    for (int i = m - 1; i >= 0; i--) {
      long u0 = numerator[i];
      long low = v * remainder;
      long high = Math.unsignedMultiplyHigh(v, remainder);
      low += u0;
      high += remainder + less(low, u0) + 1;
      long rest = u0 - high * d;
      if (Long.compareUnsigned(rest, low) > 0) {
        high--;
        rest += d;
      }
      if (Long.compareUnsigned(rest, d) >= 0) {
        high++;
        rest -= d;
      }
      quotient[i] = high;
      remainder = rest;
    }
    numerator[0] = remainder;
  }

  private void divideByMany(int m, int n) {
    long d = divisor[n - 1];
    long v = reciprocal(d);
    for (int j = m - n; j >= 0; j--) {
      long digit = subtractMultiple(j, n, estimate(j, n, d, v));
      quotient[j] = digit;
    }
  }

  /** A quotient digit that is right or at most 2 too large (Knuth, theorem B). */
  private long estimate(int j, int n, long d, long v) {
    long u1 = numerator[j + n];
    if (Long.compareUnsigned(u1, d) >= 0) {
      return -1;
    }
    long u0 = numerator[j + n - 1];
    long low = v * u1;
    long high = Math.unsignedMultiplyHigh(v, u1);
    low += u0;
    high += u1 + less(low, u0) + 1;
    long rest = u0 - high * d;
    if (Long.compareUnsigned(rest, low) > 0) {
      high--;
      rest += d;
    }
    return Long.compareUnsigned(rest, d) >= 0 ? high + 1 : high;
  }

  /** Subtracts digit times the divisor from the numerator at j; the corrected digit. */
  private long subtractMultiple(int j, int n, long digit) {
    long borrow = 0;
    for (int i = 0; i < n; i++) {
      long low = digit * divisor[i] + borrow;
      borrow = Math.unsignedMultiplyHigh(digit, divisor[i]) + less(low, borrow);
      long before = numerator[j + i];
      numerator[j + i] = before - low;
      borrow += less(before, low);
    }
    long before = numerator[j + n];
    numerator[j + n] = before - borrow;
    boolean negative = Long.compareUnsigned(before, borrow) < 0;
    long corrected = digit;
    while (negative) {
      corrected--;
      negative = !addBack(j, n);
    }
    return corrected;
  }

  private boolean addBack(int j, int n) {
    long carry = 0;
    for (int i = 0; i < n; i++) {
      long t = numerator[j + i] + divisor[i];
      long sum = t + carry;
      carry = less(t, divisor[i]) | less(sum, t);
      numerator[j + i] = sum;
    }
    long sum = numerator[j + n] + carry;
    boolean overflowed = carry == 1 && sum == 0;
    numerator[j + n] = sum;
    return overflowed;
  }

  /** floor((2^128 - 1) / d) - 2^64 for d with its highest bit set (Möller and Granlund, 2011). */
  static long reciprocal(long d) {
    long d9 = d >>> 55;
    long v0 = 0x7fd00 / d9;
    long d40 = (d >>> 24) + 1;
    long v1 = (v0 << 11) - ((v0 * v0 * d40) >>> 40) - 1;
    long v2 = (v1 << 13) + ((v1 * ((1L << 60) - v1 * d40)) >>> 47);
    long d0 = d & 1;
    long d63 = (d >>> 1) + d0;
    long e = (v2 >>> 1 & -d0) - v2 * d63;
    long v3 = (Math.unsignedMultiplyHigh(v2, e) >>> 1) + (v2 << 31);
    long low = v3 * d;
    long high = Math.unsignedMultiplyHigh(v3, d) + less(low + d, d);
    return v3 - high - d;
  }
}
