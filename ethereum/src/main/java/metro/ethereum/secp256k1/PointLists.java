package metro.ethereum.secp256k1;

import java.util.Arrays;

/**
 * Many lists of affine points, each to be added up. All lists are halved together by adding
 * neighbours, and all these additions share one inversion (Montgomery's trick), which makes an
 * addition cost five products and a square. Holds its space for the next time: one per thread.
 */
final class PointLists {
  /** Limbs of an affine point: x, then y. */
  static final int POINT = 2 * Field.LIMBS;

  private static final int L = Field.LIMBS;

  private final FieldPowers powers = new FieldPowers();
  private final long[] lambda = new long[L];
  private final long[] t = new long[L];
  private final long[] inverse = new long[L];

  /** The slots; a list has neighbouring ones, and its sum ends in its first. */
  private long[] points = new long[0];

  private boolean[] infinite = new boolean[0];
  private int[] start = new int[0];
  private int[] length = new int[0];
  private int lists;

  /** Left slots of the additions of one round, and the products of all divisors before each. */
  private int[] left = new int[0];

  private long[] before = new long[0];
  private long[] divisor = new long[0];

  /** Empties all and makes {@code count} lists, of which list i takes up to sizes[i] points. */
  void shape(int[] sizes, int count) {
    lists = count;
    if (start.length < count) {
      start = new int[count];
      length = new int[count];
    }
    int slots = 0;
    for (int i = 0; i < count; i++) {
      start[i] = slots;
      length[i] = 0;
      slots += sizes[i];
    }
    if (infinite.length < slots) {
      int room = slots + slots / 4;
      points = new long[room * POINT];
      infinite = new boolean[room];
      left = new int[room / 2 + 1];
      before = new long[left.length * L];
      divisor = new long[left.length * L];
    }
    Arrays.fill(infinite, 0, slots, false);
  }

  /** Appends the point at {@code from}, or its opposite, to {@code list}; weight one. */
  void add(int list, long[] source, int from, boolean negated) {
    int slot = start[list] + length[list]++;
    System.arraycopy(source, from, points, slot * POINT, POINT);
    if (negated) {
      Field.negate(points, slot * POINT + L);
    }
  }

  /** Appends the sum of a list of {@code other} unless it is infinite or there is none. */
  void addSum(int list, PointLists other, int otherList) {
    if (other.hasSum(otherList)) {
      add(list, other.points, other.sumAt(otherList), false);
    }
  }

  /** Whether a list has a sum, and that is a point other than the one at infinity. */
  boolean hasSum(int list) {
    return length[list] > 0 && !infinite[start[list]];
  }

  /** Where in {@link #points} the sum of a list stands. */
  int sumAt(int list) {
    return start[list] * POINT;
  }

  long[] points() {
    return points;
  }

  /** Adds up every list. */
  void sum() {
    for (int stride = 1; ; stride *= 2) {
      boolean more = false;
      int additions = 0;
      for (int list = 0; list < lists; list++) {
        int end = start[list] + length[list];
        for (int slot = start[list]; slot + stride < end; slot += 2 * stride) {
          more = true;
          additions = plan(slot, slot + stride, additions);
        }
      }
      if (!more) {
        return;
      }
      add(additions, stride);
    }
  }

  /** Plans one addition, or settles it at once when one side is infinite or the sum is. */
  private int plan(int a, int b, int additions) {
    if (infinite[b]) {
      return additions;
    }
    int ai = a * POINT;
    int bi = b * POINT;
    if (infinite[a]) {
      System.arraycopy(points, bi, points, ai, POINT);
      infinite[a] = false;
      return additions;
    }
    int di = additions * L;
    Field.subtract(divisor, di, points, bi, points, ai);
    left[additions] = a;
    if (Field.isZero(divisor, di)) {
      Field.subtract(t, 0, points, bi + L, points, ai + L);
      if (!Field.isZero(t, 0)) {
        infinite[a] = true;
        return additions;
      }
      Field.add(divisor, di, points, ai + L, points, ai + L);
      left[additions] = ~a;
    }
    return additions + 1;
  }

  private void add(int additions, int stride) {
    if (additions == 0) {
      return;
    }
    Field.copy(before, 0, divisor, 0);
    for (int i = 1; i < additions; i++) {
      Field.multiply(before, i * L, before, (i - 1) * L, divisor, i * L);
    }
    powers.invert(inverse, 0, before, (additions - 1) * L);
    for (int i = additions - 1; i > 0; i--) {
      Field.multiply(lambda, 0, inverse, 0, before, (i - 1) * L);
      Field.multiply(inverse, 0, inverse, 0, divisor, i * L);
      finish(i, stride);
    }
    Field.copy(lambda, 0, inverse, 0);
    finish(0, stride);
  }

  /** Puts the sum into the left slot; lambda is one over the divisor. */
  private void finish(int addition, int stride) {
    boolean doubling = left[addition] < 0;
    int slot = doubling ? ~left[addition] : left[addition];
    int a = slot * POINT;
    int b = (slot + stride) * POINT;
    if (doubling) {
      Field.square(t, 0, points, a);
      Field.scale(t, 0, 3);
    } else {
      Field.subtract(t, 0, points, b + L, points, a + L);
    }
    Field.multiply(lambda, 0, lambda, 0, t, 0);
    Field.square(t, 0, lambda, 0);
    Field.subtract(t, 0, t, 0, points, a);
    Field.subtract(t, 0, t, 0, points, b);
    Field.tighten(t, 0);
    Field.subtract(points, a, points, a, t, 0);
    Field.multiply(lambda, 0, lambda, 0, points, a);
    Field.subtract(points, a + L, lambda, 0, points, a + L);
    Field.tighten(points, a + L);
    Field.copy(points, a, t, 0);
  }
}
