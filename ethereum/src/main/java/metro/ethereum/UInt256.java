package metro.ethereum;

import java.math.BigInteger;

/**
 * An unsigned 256-bit integer, Ethereum's number type. Immutable; {@code w3} holds the most
 * significant 64 bits.
 *
 * <p>For amounts, fees and storage values. The interpreter does its arithmetic on bare limbs.
 */
public record UInt256(long w3, long w2, long w1, long w0) implements Comparable<UInt256> {
  private static final int SIZE = 32;

  /** 0. */
  public static final UInt256 ZERO = new UInt256(0, 0, 0, 0);

  /** 1. */
  public static final UInt256 ONE = new UInt256(0, 0, 0, 1);

  /** 2^256 - 1. */
  public static final UInt256 MAX = new UInt256(-1, -1, -1, -1);

  /** The value of {@code value} read as an unsigned 64-bit number. */
  public static UInt256 of(long value) {
    return value == 0 ? ZERO : new UInt256(0, 0, 0, value);
  }

  /**
   * Reads big-endian bytes; leading zeros are allowed, no bytes mean zero.
   *
   * @throws IllegalArgumentException when there are more than 32 bytes
   */
  public static UInt256 fromBytes(byte[] bytes) {
    return fromBytes(bytes, 0, bytes.length);
  }

  /** Reads {@code length} (0 to 32) big-endian bytes from {@code offset}. */
  public static UInt256 fromBytes(byte[] bytes, int offset, int length) {
    if (length > SIZE) {
      throw new IllegalArgumentException("a 256-bit number has at most 32 bytes, not " + length);
    }
    int end = offset + length;
    return new UInt256(
        word(bytes, offset, end - 24),
        word(bytes, offset, end - 16),
        word(bytes, offset, end - 8),
        word(bytes, offset, end));
  }

  /** The at most eight bytes before {@code end} that do not lie before {@code start}. */
  private static long word(byte[] bytes, int start, int end) {
    if (end - start >= Long.BYTES) {
      return BigEndian.u64(bytes, end - Long.BYTES);
    }
    long word = 0;
    for (int i = start; i < end; i++) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }

  /**
   * Converts a non-negative number below 2^256.
   *
   * @throws ArithmeticException when it does not fit
   */
  public static UInt256 of(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new ArithmeticException(value + " is not a 256-bit unsigned number");
    }
    return new UInt256(
        value.shiftRight(192).longValue(),
        value.shiftRight(128).longValue(),
        value.shiftRight(64).longValue(),
        value.longValue());
  }

  /** Reads {@code 0x…} hexadecimal (any digit count up to 64) or decimal digits. */
  public static UInt256 parse(String text) {
    return of(
        text.startsWith("0x") || text.startsWith("0X")
            ? new BigInteger("0" + text.substring(2), 16)
            : new BigInteger(text));
  }

  /** Thirty-two big-endian bytes. */
  public byte[] toBytes() {
    byte[] out = new byte[SIZE];
    copyTo(out, 0);
    return out;
  }

  private void copyTo(byte[] target, int offset) {
    BigEndian.putU64(target, offset, w3);
    BigEndian.putU64(target, offset + 8, w2);
    BigEndian.putU64(target, offset + 16, w1);
    BigEndian.putU64(target, offset + 24, w0);
  }

  /** Big-endian bytes without leading zeros; none for zero (RLP's form of a number). */
  public byte[] toMinimalBytes() {
    byte[] out = new byte[minimalLength()];
    copyMinimalTo(out, 0);
    return out;
  }

  /** The number of bytes of {@link #toMinimalBytes}: 0 to 32. */
  int minimalLength() {
    return (bitLength() + 7) >> 3;
  }

  /** Writes {@link #toMinimalBytes} into {@code target} at {@code offset}. */
  void copyMinimalTo(byte[] target, int offset) {
    int length = minimalLength();
    if (length == SIZE) {
      copyTo(target, offset);
      return;
    }
    for (int i = 0; i < length; i++) {
      target[offset + length - 1 - i] = (byte) (limb(i >> 3) >>> ((i & 7) << 3));
    }
  }

  /** One of the four limbs, 0 being the least significant. */
  private long limb(int index) {
    return switch (index) {
      case 0 -> w0;
      case 1 -> w1;
      case 2 -> w2;
      default -> w3;
    };
  }

  /** The value as a non-negative {@link BigInteger}. */
  public BigInteger toBigInteger() {
    return new BigInteger(1, toBytes());
  }

  /** Whether this is zero. */
  public boolean isZero() {
    return (w3 | w2 | w1 | w0) == 0;
  }

  /** Whether the value is below 2^63. */
  public boolean fitsLong() {
    return (w3 | w2 | w1) == 0 && w0 >= 0;
  }

  /**
   * The value as a {@code long}.
   *
   * @throws ArithmeticException when it is 2^63 or more
   */
  public long toLongExact() {
    if (!fitsLong()) {
      throw new ArithmeticException(this + " is 2^63 or more");
    }
    return w0;
  }

  /** The value as a {@code long}, or {@code Long.MAX_VALUE} when it is larger. */
  public long toLongSaturated() {
    return fitsLong() ? w0 : Long.MAX_VALUE;
  }

  /** The number of bits without leading zeros; 0 for zero. */
  public int bitLength() {
    if (w3 != 0) {
      return 256 - Long.numberOfLeadingZeros(w3);
    }
    if (w2 != 0) {
      return 192 - Long.numberOfLeadingZeros(w2);
    }
    if (w1 != 0) {
      return 128 - Long.numberOfLeadingZeros(w1);
    }
    return 64 - Long.numberOfLeadingZeros(w0);
  }

  /** The sum modulo 2^256. */
  public UInt256 plus(UInt256 other) {
    long r0 = w0 + other.w0;
    long c = Long.compareUnsigned(r0, w0) < 0 ? 1 : 0;
    long r1 = w1 + other.w1;
    long c1 = Long.compareUnsigned(r1, w1) < 0 ? 1 : 0;
    r1 += c;
    c1 |= (c == 1 && r1 == 0) ? 1 : 0;
    long r2 = w2 + other.w2;
    long c2 = Long.compareUnsigned(r2, w2) < 0 ? 1 : 0;
    r2 += c1;
    c2 |= (c1 == 1 && r2 == 0) ? 1 : 0;
    return new UInt256(w3 + other.w3 + c2, r2, r1, r0);
  }

  /** The difference modulo 2^256. */
  public UInt256 minus(UInt256 other) {
    UInt256 inverted = new UInt256(~other.w3, ~other.w2, ~other.w1, ~other.w0);
    return plus(inverted).plus(ONE);
  }

  /** The product modulo 2^256 with an unsigned 64-bit factor. */
  public UInt256 times(long factor) {
    long r0 = w0 * factor;
    long h0 = Math.unsignedMultiplyHigh(w0, factor);
    UInt256 low = new UInt256(0, 0, 0, r0);
    UInt256 m1 = new UInt256(0, 0, w1 * factor, 0).plus(new UInt256(0, 0, h0, 0));
    UInt256 m2 =
        new UInt256(0, w2 * factor, 0, 0)
            .plus(new UInt256(0, Math.unsignedMultiplyHigh(w1, factor), 0, 0));
    UInt256 m3 = new UInt256(w3 * factor + Math.unsignedMultiplyHigh(w2, factor), 0, 0, 0);
    return low.plus(m1).plus(m2).plus(m3);
  }

  /** Unsigned order. */
  @Override
  public int compareTo(UInt256 other) {
    int c = Long.compareUnsigned(w3, other.w3);
    if (c == 0) {
      c = Long.compareUnsigned(w2, other.w2);
    }
    if (c == 0) {
      c = Long.compareUnsigned(w1, other.w1);
    }
    return c == 0 ? Long.compareUnsigned(w0, other.w0) : c;
  }

  /** The smaller of the two. */
  public UInt256 min(UInt256 other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** JSON-RPC's quantity: {@code 0x} and hexadecimal digits without leading zeros. */
  public String toQuantity() {
    return "0x" + toBigInteger().toString(16);
  }

  /** Decimal digits. */
  @Override
  public String toString() {
    return toBigInteger().toString();
  }
}
