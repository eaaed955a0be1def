package metro.ethereum.secp256k1;

import java.math.BigInteger;
import metro.ethereum.BigEndian;
import metro.ethereum.UInt256;

/** 256-bit numbers between their forms: 64-bit words, big-endian bytes, five limbs of 52 bits. */
final class Limbs {
  private Limbs() {}

  static void of(UInt256 value, long[] r, int ri) {
    of(value.w3(), value.w2(), value.w1(), value.w0(), r, ri);
  }

  /** Reads 32 big-endian bytes. */
  static void of(byte[] bytes, int offset, long[] r, int ri) {
    of(
        BigEndian.u64(bytes, offset),
        BigEndian.u64(bytes, offset + 8),
        BigEndian.u64(bytes, offset + 16),
        BigEndian.u64(bytes, offset + 24),
        r,
        ri);
  }

  private static void of(long w3, long w2, long w1, long w0, long[] r, int ri) {
    r[ri] = w0 & Field.MASK;
    r[ri + 1] = (w0 >>> 52 | w1 << 12) & Field.MASK;
    r[ri + 2] = (w1 >>> 40 | w2 << 24) & Field.MASK;
    r[ri + 3] = (w2 >>> 28 | w3 << 36) & Field.MASK;
    r[ri + 4] = w3 >>> 16;
  }

  /** Reads an unsigned 64-bit number. */
  static void of(long value, long[] r) {
    of(0, 0, 0, value, r, 0);
  }

  /** Four 64-bit words, lowest first, of a number with canonical limbs. */
  static void toWords(long[] x, int xi, long[] words) {
    words[0] = x[xi] | x[xi + 1] << 52;
    words[1] = x[xi + 1] >>> 12 | x[xi + 2] << 40;
    words[2] = x[xi + 2] >>> 24 | x[xi + 3] << 28;
    words[3] = x[xi + 3] >>> 36 | x[xi + 4] << 16;
  }

  /** The value of any five limbs, which may be negative or above 256 bits. */
  static BigInteger toBigInteger(long[] x, int xi) {
    BigInteger out = BigInteger.ZERO;
    for (int i = Field.LIMBS - 1; i >= 0; i--) {
      out = out.shiftLeft(52).add(BigInteger.valueOf(x[xi + i]));
    }
    return out;
  }

  /** Canonical limbs of a number from 0 to 2^256 - 1. */
  static long[] of(BigInteger value) {
    long[] out = new long[Field.LIMBS];
    of(UInt256.of(value), out, 0);
    return out;
  }
}
