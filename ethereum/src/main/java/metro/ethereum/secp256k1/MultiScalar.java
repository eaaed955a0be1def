package metro.ethereum.secp256k1;

/**
 * The sum of many points, each times a factor, by Pippenger's buckets with signed digits: for each
 * window of the factors' bits the points with the same digit are added up first. The sum over digit
 * times bucket then needs few additions: buckets are added up by the upper and by the lower half of
 * their digit's bits, these sums by single bits, and the bits end in one row of doublings. All
 * three steps are sums of lists ({@link PointLists}). Holds scratch space: one per thread.
 */
final class MultiScalar {
  /** Points in buckets at a time: what stays in a processor's second cache. */
  private static final int MAX_SLOTS = 4096;

  private static final int MAX_WIDTH = 12;

  private final PointLists buckets = new PointLists();
  private final PointLists halves = new PointLists();
  private final PointLists bits = new PointLists();
  private int[] sizes = new int[0];

  /** Whether the sum over both is the point at infinity; leaves the terms' factors centred. */
  boolean isZero(Terms wide, Terms narrow) {
    int width = width(wide, narrow);
    int windows = wide.windows(width);
    wide.centre(width);
    narrow.centre(width);
    shapeHalves(width, windows);
    for (int from = 0; from < windows; ) {
      int to = from + group(wide, narrow, from, width, windows);
      fillBuckets(wide, narrow, width, from, to);
      buckets.sum();
      fillHalves(width, from, to);
      from = to;
    }
    halves.sum();
    fillBits(width, windows);
    bits.sum();
    return horner(width * windows).isInfinite();
  }

  /** The width with the fewest additions. */
  private static int width(Terms wide, Terms narrow) {
    int best = 2;
    for (int width = 3; width <= MAX_WIDTH; width++) {
      if (cost(wide, narrow, width) < cost(wide, narrow, best)) {
        best = width;
      }
    }
    return best;
  }

  private static long cost(Terms wide, Terms narrow, int width) {
    long perWindow = 2L << (width - 1);
    return (long) wide.windows(width) * (wide.size() + perWindow)
        + (long) narrow.windows(width) * narrow.size();
  }

  /** How many windows, from one on, go through the buckets together. */
  private static int group(Terms wide, Terms narrow, int from, int width, int windows) {
    int points = wide.size() + (from < narrow.windows(width) ? narrow.size() : 0);
    return Math.min(windows - from, Math.max(1, MAX_SLOTS / Math.max(1, points)));
  }

  private void fillBuckets(Terms wide, Terms narrow, int width, int from, int to) {
    int perWindow = (1 << (width - 1)) + 1;
    int lists = (to - from) * perWindow;
    clearSizes(lists);
    for (int window = from; window < to; window++) {
      count(wide, window, width, (window - from) * perWindow);
      if (window < narrow.windows(width)) {
        count(narrow, window, width, (window - from) * perWindow);
      }
    }
    buckets.shape(sizes, lists);
    for (int window = from; window < to; window++) {
      fill(wide, window, width, (window - from) * perWindow);
      if (window < narrow.windows(width)) {
        fill(narrow, window, width, (window - from) * perWindow);
      }
    }
  }

  private void count(Terms terms, int window, int width, int base) {
    for (int i = 0; i < terms.size(); i++) {
      int digit = terms.digit(i, window, width);
      if (digit != 0) {
        sizes[base + Math.abs(digit)]++;
      }
    }
  }

  private void fill(Terms terms, int window, int width, int base) {
    for (int i = 0; i < terms.size(); i++) {
      int digit = terms.digit(i, window, width);
      if (digit != 0) {
        buckets.add(base + Math.abs(digit), terms.points(), i * PointLists.POINT, digit < 0);
      }
    }
  }

  /** Per window: one list for each value of the digit's lower bits, then one for each upper. */
  private void shapeHalves(int width, int windows) {
    int lower = 1 << (width / 2);
    int upper = (1 << (width - 1)) / lower + 1;
    clearSizes(windows * (lower + upper));
    int list = 0;
    for (int window = 0; window < windows; window++) {
      for (int i = 0; i < lower; i++) {
        sizes[list++] = upper;
      }
      for (int i = 0; i < upper; i++) {
        sizes[list++] = lower;
      }
    }
    halves.shape(sizes, list);
  }

  private void fillHalves(int width, int from, int to) {
    int lower = 1 << (width / 2);
    int upper = (1 << (width - 1)) / lower + 1;
    int digits = (1 << (width - 1)) + 1;
    for (int window = from; window < to; window++) {
      int base = window * (lower + upper);
      for (int digit = 1; digit < digits; digit++) {
        int bucket = (window - from) * digits + digit;
        halves.addSum(base + digit % lower, buckets, bucket);
        halves.addSum(base + lower + digit / lower, buckets, bucket);
      }
    }
  }

  /** One list for each bit of all windows. */
  private void fillBits(int width, int windows) {
    int lowerBits = width / 2;
    int lower = 1 << lowerBits;
    int upper = (1 << (width - 1)) / lower + 1;
    clearSizes(windows * width);
    java.util.Arrays.fill(sizes, 0, windows * width, Math.max(lower, upper));
    bits.shape(sizes, windows * width);
    for (int window = 0; window < windows; window++) {
      int base = window * (lower + upper);
      for (int bit = 0; bit < width; bit++) {
        boolean isLower = bit < lowerBits;
        int mask = 1 << (isLower ? bit : bit - lowerBits);
        for (int i = mask; i < (isLower ? lower : upper); i++) {
          if ((i & mask) != 0) {
            bits.addSum(window * width + bit, halves, base + (isLower ? i : lower + i));
          }
        }
      }
    }
  }

  private JacobianPoint horner(int count) {
    JacobianPoint sum = new JacobianPoint();
    for (int bit = count - 1; bit >= 0; bit--) {
      sum.twice();
      if (bits.hasSum(bit)) {
        sum.add(bits.points(), bits.sumAt(bit));
      }
    }
    return sum;
  }

  private void clearSizes(int count) {
    if (sizes.length < count) {
      sizes = new int[count];
    }
    java.util.Arrays.fill(sizes, 0, count, 0);
  }
}
