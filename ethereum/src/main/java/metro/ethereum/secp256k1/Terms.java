package metro.ethereum.secp256k1;

import java.util.Arrays;

/** Factors of up to so many bits, each with its affine point. Holds its space for the next time. */
final class Terms {
  private static final int WORDS = 3;

  private final int bits;
  private int size;
  private long[] points = new long[0];
  private long[] factors = new long[0];

  /** For factors below 2^bits; at most 128. */
  Terms(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  int size() {
    return size;
  }

  long[] points() {
    return points;
  }

  void clear() {
    size = 0;
  }

  /**
   * Adds a term.
   *
   * @param x coordinate, weight one
   * @param y coordinate, weight one
   * @param negated whether the opposite point is meant
   */
  void add(long[] x, int xi, long[] y, int yi, boolean negated, long low, long high) {
    if (points.length < (size + 1) * PointLists.POINT) {
      int room = Math.max(64, size * 2);
      points = Arrays.copyOf(points, room * PointLists.POINT);
      factors = Arrays.copyOf(factors, room * WORDS);
    }
    int at = size * PointLists.POINT;
    Field.copy(points, at, x, xi);
    Field.copy(points, at + Field.LIMBS, y, yi);
    if (negated) {
      Field.negate(points, at + Field.LIMBS);
    }
    factors[size * WORDS] = low;
    factors[size * WORDS + 1] = high;
    factors[size * WORDS + 2] = 0;
    size++;
  }

  /** Windows of {@code width} bits that hold any factor with signed digits. */
  int windows(int width) {
    return Math.ceilDiv(bits + 2, width);
  }

  /**
   * Adds half a window to each window of every factor. After that a window's bits less half a
   * window are its signed digit, and no digit depends on another.
   */
  void centre(int width) {
    long[] half = new long[WORDS];
    for (int w = 0; w < windows(width); w++) {
      int bit = w * width + width - 1;
      half[bit >> 6] |= 1L << (bit & 63);
    }
    for (int i = 0; i < size * WORDS; i += WORDS) {
      long carry = 0;
      for (int j = 0; j < WORDS; j++) {
        long sum = factors[i + j] + half[j];
        long out = Long.compareUnsigned(sum, half[j]) < 0 ? 1 : 0;
        factors[i + j] = sum + carry;
        carry = out + (carry != 0 && factors[i + j] == 0 ? 1 : 0);
      }
    }
  }

  /** A signed digit of a centred factor, from -2^(width - 1) to 2^(width - 1) - 1. */
  int digit(int term, int window, int width) {
    int bit = window * width;
    int word = term * WORDS + (bit >> 6);
    long bitsFrom = factors[word] >>> (bit & 63);
    if ((bit & 63) + width > 64) {
      bitsFrom |= factors[word + 1] << -bit;
    }
    return (int) (bitsFrom & ((1L << width) - 1)) - (1 << (width - 1));
  }
}
