package metro.evm.math;

import metro.ethereum.Address;
import metro.ethereum.BigEndian;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;

/**
 * Operations on words of a stack. {@code top} is the index behind the top word: operands are the
 * words at {@code top - 4} (first), {@code top - 8} (second) and {@code top - 12} (third); the
 * result replaces the deepest operand.
 */
public final class Words {
  /** Longs in a word. */
  public static final int LIMBS = 4;

  private Words() {}

  /** first + second. */
  public static void add(long[] s, int top) {
    int a = top - 4;
    int r = top - 8;
    long x0 = s[a];
    long r0 = x0 + s[r];
    long c = less(r0, x0);
    long x1 = s[a + 1];
    long t1 = x1 + s[r + 1];
    long r1 = t1 + c;
    c = less(t1, x1) | less(r1, t1);
    long x2 = s[a + 2];
    long t2 = x2 + s[r + 2];
    long r2 = t2 + c;
    c = less(t2, x2) | less(r2, t2);
    set(s, r, r0, r1, r2, s[a + 3] + s[r + 3] + c);
  }

  /** first - second. */
  public static void sub(long[] s, int top) {
    int a = top - 4;
    int r = top - 8;
    long x0 = s[a];
    long y0 = s[r];
    long b = less(x0, y0);
    long x1 = s[a + 1];
    long y1 = s[r + 1];
    long t1 = x1 - y1;
    long r1 = t1 - b;
    b = less(x1, y1) | less(t1, b);
    long x2 = s[a + 2];
    long y2 = s[r + 2];
    long t2 = x2 - y2;
    long r2 = t2 - b;
    b = less(x2, y2) | less(t2, b);
    set(s, r, x0 - y0, r1, r2, s[a + 3] - s[r + 3] - b);
  }

  /** first * second. */
  public static void mul(long[] s, int top) {
    multiply(s, top - 4, s, top - 8, s, top - 8);
  }

  /** The low word of the product of the words at {@code x[a]} and {@code y[b]}. */
  static void multiply(long[] x, int a, long[] y, int b, long[] out, int r) {
    long x0 = x[a];
    long x1 = x[a + 1];
    long x2 = x[a + 2];
    long y0 = y[b];
    long y1 = y[b + 1];
    long y2 = y[b + 2];
    long r3 = x0 * y[b + 3] + x1 * y2 + x2 * y1 + x[a + 3] * y0;
    long r0 = x0 * y0;
    long c = Math.unsignedMultiplyHigh(x0, y0);
    long p = x0 * y1;
    long r1 = p + c;
    c = Math.unsignedMultiplyHigh(x0, y1) + less(r1, p);
    p = x0 * y2;
    long r2 = p + c;
    r3 += Math.unsignedMultiplyHigh(x0, y2) + less(r2, p);
    p = x1 * y0;
    r1 += p;
    c = Math.unsignedMultiplyHigh(x1, y0) + less(r1, p);
    p = x1 * y1 + c;
    r3 += Math.unsignedMultiplyHigh(x1, y1) + less(p, c);
    r2 += p;
    r3 += less(r2, p);
    p = x2 * y0;
    r2 += p;
    r3 += Math.unsignedMultiplyHigh(x2, y0) + less(r2, p);
    set(out, r, r0, r1, r2, r3);
  }

  /** first to the power of second. */
  public static void exp(long[] s, int top, long[] scratch) {
    int a = top - 4;
    int e = top - 8;
    int bits = bitLength(s, e);
    set(scratch, 0, 1, 0, 0, 0);
    for (int i = bits - 1; i >= 0; i--) {
      multiply(scratch, 0, scratch, 0, scratch, 0);
      if ((s[e + (i >> 6)] >>> i & 1) != 0) {
        multiply(scratch, 0, s, a, scratch, 0);
      }
    }
    System.arraycopy(scratch, 0, s, e, LIMBS);
  }

  /** Extends the sign of second from byte first (0 is the lowest). */
  public static void signExtend(long[] s, int top) {
    int a = top - 4;
    int r = top - 8;
    if (!isBelow(s, a, 31)) {
      return;
    }
    int bit = 8 * (int) s[a] + 7;
    int limb = bit >> 6;
    long fill = s[r + limb] << (63 - (bit & 63)) >> 63;
    long keep = -1L >>> (63 - (bit & 63));
    s[r + limb] = (s[r + limb] & keep) | (fill & ~keep);
    for (int i = limb + 1; i < LIMBS; i++) {
      s[r + i] = fill;
    }
  }

  /** Byte first of second, 0 being the most significant. */
  public static void byteAt(long[] s, int top) {
    int a = top - 4;
    int r = top - 8;
    long value = 0;
    if (isBelow(s, a, 32)) {
      int index = 31 - (int) s[a];
      value = s[r + (index >> 3)] >>> ((index & 7) << 3) & 0xff;
    }
    set(s, r, value, 0, 0, 0);
  }

  /** second shifted left by first bits. */
  public static void shl(long[] s, int top) {
    int r = top - 8;
    if (!isBelow(s, top - 4, 256)) {
      set(s, r, 0, 0, 0, 0);
      return;
    }
    int n = (int) s[top - 4];
    int limbs = n >> 6;
    int bits = n & 63;
    for (int i = LIMBS - 1; i >= 0; i--) {
      int from = i - limbs;
      long high = from >= 0 ? s[r + from] << bits : 0;
      // Two steps, because a shift by 64 would be a shift by 0.
      long low = from >= 1 ? s[r + from - 1] >>> 1 >>> (63 - bits) : 0;
      s[r + i] = high | low;
    }
  }

  /** second shifted right by first bits. */
  public static void shr(long[] s, int top) {
    int r = top - 8;
    if (!isBelow(s, top - 4, 256)) {
      set(s, r, 0, 0, 0, 0);
      return;
    }
    shiftRight(s, r, (int) s[top - 4], 0);
  }

  /** second shifted right by first bits, its sign kept. */
  public static void sar(long[] s, int top) {
    int r = top - 8;
    long fill = s[r + 3] >> 63;
    if (!isBelow(s, top - 4, 256)) {
      set(s, r, fill, fill, fill, fill);
      return;
    }
    shiftRight(s, r, (int) s[top - 4], fill);
  }

  private static void shiftRight(long[] s, int r, int n, long fill) {
    int limbs = n >> 6;
    int bits = n & 63;
    for (int i = 0; i < LIMBS; i++) {
      int from = i + limbs;
      long low = from < LIMBS ? s[r + from] : fill;
      long high = from + 1 < LIMBS ? s[r + from + 1] : fill;
      s[r + i] = low >>> bits | high << 1 << (63 - bits);
    }
  }

  /** Whether the word is an unsigned number below {@code bound}, which is positive. */
  public static boolean isBelow(long[] s, int at, long bound) {
    return (s[at + 1] | s[at + 2] | s[at + 3]) == 0 && s[at] >= 0 && s[at] < bound;
  }

  /** Whether the word is zero. */
  public static boolean isZero(long[] s, int at) {
    return (s[at] | s[at + 1] | s[at + 2] | s[at + 3]) == 0;
  }

  /** Unsigned comparison: whether the word at {@code a} is below the word at {@code b}. */
  public static boolean isLess(long[] s, int a, int b) {
    for (int i = LIMBS - 1; i > 0; i--) {
      if (s[a + i] != s[b + i]) {
        return Long.compareUnsigned(s[a + i], s[b + i]) < 0;
      }
    }
    return Long.compareUnsigned(s[a], s[b]) < 0;
  }

  /** Signed comparison. */
  public static boolean isSignedLess(long[] s, int a, int b) {
    return s[a + 3] == s[b + 3] ? isLess(s, a, b) : s[a + 3] < s[b + 3];
  }

  /** Whether both words are the same. */
  public static boolean isEqual(long[] s, int a, int b) {
    return ((s[a] ^ s[b]) | (s[a + 1] ^ s[b + 1]) | (s[a + 2] ^ s[b + 2]) | (s[a + 3] ^ s[b + 3]))
        == 0;
  }

  /** Bits without leading zeros; 0 for zero. */
  public static int bitLength(long[] s, int at) {
    for (int i = LIMBS - 1; i >= 0; i--) {
      if (s[at + i] != 0) {
        return 64 * i + 64 - Long.numberOfLeadingZeros(s[at + i]);
      }
    }
    return 0;
  }

  /** The word as a length or offset: itself, or {@code Long.MAX_VALUE} when it is larger. */
  public static long saturated(long[] s, int at) {
    return (s[at + 1] | s[at + 2] | s[at + 3]) == 0 && s[at] >= 0 ? s[at] : Long.MAX_VALUE;
  }

  /** Writes a word. */
  public static void set(long[] s, int at, long w0, long w1, long w2, long w3) {
    s[at] = w0;
    s[at + 1] = w1;
    s[at + 2] = w2;
    s[at + 3] = w3;
  }

  /** Writes a word. */
  public static void set(long[] s, int at, UInt256 value) {
    set(s, at, value.w0(), value.w1(), value.w2(), value.w3());
  }

  /** Reads a word. */
  public static UInt256 get(long[] s, int at) {
    return new UInt256(s[at + 3], s[at + 2], s[at + 1], s[at]);
  }

  /** Reads 32 big-endian bytes. */
  public static void load(byte[] bytes, int offset, long[] s, int at) {
    s[at + 3] = BigEndian.u64(bytes, offset);
    s[at + 2] = BigEndian.u64(bytes, offset + 8);
    s[at + 1] = BigEndian.u64(bytes, offset + 16);
    s[at] = BigEndian.u64(bytes, offset + 24);
  }

  /** Writes 32 big-endian bytes. */
  public static void store(long[] s, int at, byte[] bytes, int offset) {
    BigEndian.putU64(bytes, offset, s[at + 3]);
    BigEndian.putU64(bytes, offset + 8, s[at + 2]);
    BigEndian.putU64(bytes, offset + 16, s[at + 1]);
    BigEndian.putU64(bytes, offset + 24, s[at]);
  }

  /** Reads {@code length} (1 to 32) big-endian bytes. */
  public static void loadShort(byte[] bytes, int offset, int length, long[] s, int at) {
    set(s, at, 0, 0, 0, 0);
    for (int i = 0; i < length; i++) {
      int position = length - 1 - i;
      s[at + (position >> 3)] |= (bytes[offset + i] & 0xffL) << ((position & 7) << 3);
    }
  }

  /** The address in the low twenty bytes. */
  public static Address address(long[] s, int at) {
    byte[] bytes = new byte[32];
    store(s, at, bytes, 0);
    return Address.of(bytes, 12, Address.SIZE);
  }

  /** Writes an address. */
  public static void set(long[] s, int at, Address address) {
    byte[] bytes = new byte[32];
    address.copyTo(bytes, 12);
    load(bytes, 0, s, at);
  }

  /** Writes a hash. */
  public static void set(long[] s, int at, Hash hash) {
    byte[] bytes = new byte[32];
    hash.copyTo(bytes, 0);
    load(bytes, 0, s, at);
  }

  /** 1 when x is below y as unsigned numbers, else 0. */
  static long less(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
