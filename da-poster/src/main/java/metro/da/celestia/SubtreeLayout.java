package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;

/**
 * Where blobs may start in a square and which subtrees of its rows their commitments are made of
 * (Celestia ADR-013, subtree root threshold 64).
 */
final class SubtreeLayout {
  /** A blob has about this many subtree roots before they get wider. */
  static final int THRESHOLD = 64;

  /** Leaves {@code start} to {@code end} (exclusive). */
  record LeafRange(int start, int end) {
    boolean is(int otherStart, int otherEnd) {
      return start == otherStart && end == otherEnd;
    }
  }

  private SubtreeLayout() {}

  /** The smallest power of two that is at least {@code value}, and 1 for anything below 1. */
  static int ceilPowerOfTwo(int value) {
    return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
  }

  /** The width of the smallest square with room for {@code shares}. */
  static int minSquareWidth(int shares) {
    return ceilPowerOfTwo((int) Math.ceil(Math.sqrt(shares)));
  }

  /** The widest subtree used in the commitment of a blob of {@code shares}. */
  static int subtreeWidth(int shares) {
    return Math.min(ceilPowerOfTwo(Math.ceilDiv(shares, THRESHOLD)), minSquareWidth(shares));
  }

  /** The first index at or after {@code cursor} where a blob of {@code shares} may start. */
  static int nextShareIndex(int cursor, int shares) {
    int width = subtreeWidth(shares);
    return Math.ceilDiv(cursor, width) * width;
  }

  /** Sizes of the subtrees over {@code shares}: the widest while they fit, then powers of two. */
  static List<Integer> mountainRange(int shares, int widest) {
    List<Integer> sizes = new ArrayList<>();
    for (int left = shares; left > 0; ) {
      int size = left >= widest ? widest : Integer.highestOneBit(left);
      sizes.add(size);
      left -= size;
    }
    return sizes;
  }

  /**
   * The leaf ranges of one row that a blob's subtree roots stand over.
   *
   * @throws IllegalArgumentException when no subtree of the width begins there
   */
  static List<LeafRange> leafRanges(int start, int end, int widest) {
    if (start < 0 || start >= end || widest < 1) {
      throw new IllegalArgumentException("no leaf range from " + start + " to " + end);
    }
    List<LeafRange> ranges = new ArrayList<>();
    for (int at = start; at < end; ) {
      int size = Integer.highestOneBit(Math.min(end - at, widest));
      if (at % size != 0) {
        throw new IllegalArgumentException(
            "subtree width " + widest + " allows no range from " + at + " to " + (at + size));
      }
      ranges.add(new LeafRange(at, at + size));
      at += size;
    }
    return ranges;
  }
}
