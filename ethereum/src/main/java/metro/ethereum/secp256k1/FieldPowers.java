package metro.ethereum.secp256k1;

/**
 * Square roots and inverses in the base field by fixed addition chains: p + 1 and p - 2 are long
 * runs of ones, so 253 to 255 squarings and some 15 products do. Holds scratch space: one per
 * thread.
 */
final class FieldPowers {
  private static final int L = Field.LIMBS;

  private final long[] base = new long[L];
  private final long[] run2 = new long[L];
  private final long[] run3 = new long[L];
  private final long[] run22 = new long[L];
  private final long[] run44 = new long[L];
  private final long[] run88 = new long[L];
  private final long[] t = new long[L];

  /**
   * r = x^((p + 1) / 4), which is a square root of x when there is one. Exponent: 223 ones, a zero,
   * 22 ones, 0000, 11, 00.
   */
  void squareRoot(long[] r, int ri, long[] x, int xi) {
    longRun(x, xi);
    append(t, 23, run22);
    append(t, 6, run2);
    Field.square(r, ri, t, 0, 2);
  }

  /** r = x^(p - 2) = 1 / x, and 0 for 0. Exponent: 223 ones, a zero, 22 ones, 0000, 101101. */
  void invert(long[] r, int ri, long[] x, int xi) {
    longRun(x, xi);
    append(t, 23, run22);
    append(t, 5, base);
    append(t, 3, run2);
    append(t, 2, base);
    Field.copy(r, ri, t, 0);
  }

  /** t = x to the power of 223 ones. */
  private void longRun(long[] x, int xi) {
    Field.copy(base, 0, x, xi);
    join(run2, base, 1, base);
    join(run3, run2, 1, base);
    join(t, run3, 3, run3); // 6
    join(t, t, 3, run3); // 9
    join(t, t, 2, run2); // 11
    join(run22, t, 11, t);
    join(run44, run22, 22, run22);
    join(run88, run44, 44, run44);
    join(t, run88, 88, run88); // 176
    join(t, t, 44, run44); // 220
    join(t, t, 3, run3); // 223
  }

  private static void append(long[] x, int zeros, long[] tail) {
    Field.square(x, 0, x, 0, zeros);
    Field.multiply(x, 0, x, 0, tail, 0);
  }

  /** r = x^(2^zeros) * tail, where tail may be x but not r. */
  private static void join(long[] r, long[] x, int zeros, long[] tail) {
    Field.square(r, 0, x, 0, zeros);
    Field.multiply(r, 0, r, 0, tail, 0);
  }
}
