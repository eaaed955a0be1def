package metro.ethereum.secp256k1;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Square roots of eight field elements at a time, on 512-bit vectors. An element here is ten limbs
 * of 26 bits, so that a column of ten products stays below 2^63; limb i of lane j stands at 8 i +
 * j. Reduction is lazy as in {@link Field}. Holds scratch space: one per thread.
 *
 * <p>The long methods are as they are because vectors are only kept in registers when nothing
 * between them is left as a call.
 */
final class VectorSquareRoots implements SquareRoots {
  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_512;
  private static final int LANE_COUNT = 8;
  private static final int LIMBS = 10;
  private static final int BITS = 26;
  private static final long MASK = (1L << BITS) - 1;

  /** 2^260 modulo p is 2^36 + this. */
  private static final long FOLD = 15632;

  private final long[] columns = new long[(2 * LIMBS - 1) * LANE_COUNT];
  private final long[] base = new long[LIMBS * LANE_COUNT];
  private final long[] run2 = base.clone();
  private final long[] run3 = base.clone();
  private final long[] run22 = base.clone();
  private final long[] run44 = base.clone();
  private final long[] run88 = base.clone();
  private final long[] t = base.clone();

  /** Whether the processor has vectors of this width. */
  static boolean isSupported() {
    return LongVector.SPECIES_PREFERRED.vectorBitSize() >= LANES.vectorBitSize();
  }

  /** x = x squared {@code times} times over. */
  private void square(long[] x, int times) {
    for (int n = 0; n < times; n++) {
      LongVector a0 = LongVector.fromArray(LANES, x, 0);
      LongVector a1 = LongVector.fromArray(LANES, x, 8);
      LongVector a2 = LongVector.fromArray(LANES, x, 16);
      LongVector a3 = LongVector.fromArray(LANES, x, 24);
      LongVector a4 = LongVector.fromArray(LANES, x, 32);
      LongVector a5 = LongVector.fromArray(LANES, x, 40);
      LongVector a6 = LongVector.fromArray(LANES, x, 48);
      LongVector a7 = LongVector.fromArray(LANES, x, 56);
      LongVector a8 = LongVector.fromArray(LANES, x, 64);
      LongVector a9 = LongVector.fromArray(LANES, x, 72);
      LongVector b0 = a0.add(a0);
      LongVector b1 = a1.add(a1);
      LongVector b2 = a2.add(a2);
      LongVector b3 = a3.add(a3);
      LongVector b4 = a4.add(a4);
      LongVector b5 = a5.add(a5);
      LongVector b6 = a6.add(a6);
      LongVector b7 = a7.add(a7);
      LongVector b8 = a8.add(a8);
      a0.mul(a0).intoArray(columns, 0);
      b0.mul(a1).intoArray(columns, 8);
      b0.mul(a2).add(a1.mul(a1)).intoArray(columns, 16);
      b0.mul(a3).add(b1.mul(a2)).intoArray(columns, 24);
      b0.mul(a4).add(b1.mul(a3)).add(a2.mul(a2)).intoArray(columns, 32);
      b0.mul(a5).add(b1.mul(a4)).add(b2.mul(a3)).intoArray(columns, 40);
      b0.mul(a6).add(b1.mul(a5)).add(b2.mul(a4)).add(a3.mul(a3)).intoArray(columns, 48);
      b0.mul(a7).add(b1.mul(a6)).add(b2.mul(a5)).add(b3.mul(a4)).intoArray(columns, 56);
      b0.mul(a8)
          .add(b1.mul(a7))
          .add(b2.mul(a6))
          .add(b3.mul(a5))
          .add(a4.mul(a4))
          .intoArray(columns, 64);
      b0.mul(a9)
          .add(b1.mul(a8))
          .add(b2.mul(a7))
          .add(b3.mul(a6))
          .add(b4.mul(a5))
          .intoArray(columns, 72);
      b1.mul(a9)
          .add(b2.mul(a8))
          .add(b3.mul(a7))
          .add(b4.mul(a6))
          .add(a5.mul(a5))
          .intoArray(columns, 80);
      b2.mul(a9).add(b3.mul(a8)).add(b4.mul(a7)).add(b5.mul(a6)).intoArray(columns, 88);
      b3.mul(a9).add(b4.mul(a8)).add(b5.mul(a7)).add(a6.mul(a6)).intoArray(columns, 96);
      b4.mul(a9).add(b5.mul(a8)).add(b6.mul(a7)).intoArray(columns, 104);
      b5.mul(a9).add(b6.mul(a8)).add(a7.mul(a7)).intoArray(columns, 112);
      b6.mul(a9).add(b7.mul(a8)).intoArray(columns, 120);
      b7.mul(a9).add(a8.mul(a8)).intoArray(columns, 128);
      b8.mul(a9).intoArray(columns, 136);
      a9.mul(a9).intoArray(columns, 144);
      reduce(x);
    }
  }

  /** r = x * y. */
  private void multiply(long[] r, long[] x, long[] y) {
    for (int k = 0; k < 2 * LIMBS - 1; k++) {
      LongVector sum = LongVector.zero(LANES);
      for (int i = Math.max(0, k - LIMBS + 1); i <= Math.min(k, LIMBS - 1); i++) {
        sum =
            sum.add(
                LongVector.fromArray(LANES, x, i * LANE_COUNT)
                    .mul(LongVector.fromArray(LANES, y, (k - i) * LANE_COUNT)));
      }
      sum.intoArray(columns, k * LANE_COUNT);
    }
    reduce(r);
  }

  /** Folds the columns into r. */
  private void reduce(long[] r) {
    long[] c = columns;
    LongVector c0 = LongVector.fromArray(LANES, c, 0);
    LongVector c1 = LongVector.fromArray(LANES, c, 8);
    LongVector c2 = LongVector.fromArray(LANES, c, 16);
    LongVector c3 = LongVector.fromArray(LANES, c, 24);
    LongVector c4 = LongVector.fromArray(LANES, c, 32);
    LongVector c5 = LongVector.fromArray(LANES, c, 40);
    LongVector c6 = LongVector.fromArray(LANES, c, 48);
    LongVector c7 = LongVector.fromArray(LANES, c, 56);
    LongVector c8 = LongVector.fromArray(LANES, c, 64);
    LongVector c9 = LongVector.fromArray(LANES, c, 72);
    LongVector c10 = LongVector.fromArray(LANES, c, 80);
    LongVector c11 = LongVector.fromArray(LANES, c, 88);
    LongVector c12 = LongVector.fromArray(LANES, c, 96);
    LongVector c13 = LongVector.fromArray(LANES, c, 104);
    LongVector c14 = LongVector.fromArray(LANES, c, 112);
    LongVector c15 = LongVector.fromArray(LANES, c, 120);
    LongVector c16 = LongVector.fromArray(LANES, c, 128);
    LongVector c17 = LongVector.fromArray(LANES, c, 136);
    LongVector c18 = LongVector.fromArray(LANES, c, 144);
    // What stands at 2^260 and above: one carry each, then times 2^36 + 15632.
    LongVector e10 = c10.and(MASK);
    LongVector e11 = c11.and(MASK).add(c10.lanewise(VectorOperators.ASHR, BITS));
    LongVector e12 = c12.and(MASK).add(c11.lanewise(VectorOperators.ASHR, BITS));
    LongVector e13 = c13.and(MASK).add(c12.lanewise(VectorOperators.ASHR, BITS));
    LongVector e14 = c14.and(MASK).add(c13.lanewise(VectorOperators.ASHR, BITS));
    LongVector e15 = c15.and(MASK).add(c14.lanewise(VectorOperators.ASHR, BITS));
    LongVector e16 = c16.and(MASK).add(c15.lanewise(VectorOperators.ASHR, BITS));
    LongVector e17 = c17.and(MASK).add(c16.lanewise(VectorOperators.ASHR, BITS));
    LongVector e18 = c18.and(MASK).add(c17.lanewise(VectorOperators.ASHR, BITS));
    LongVector e19 = c18.lanewise(VectorOperators.ASHR, BITS);
    LongVector d0 = c0.add(e10.mul(FOLD));
    LongVector d1 = c1.add(e11.mul(FOLD)).add(e10.lanewise(VectorOperators.LSHL, 10));
    LongVector d2 = c2.add(e12.mul(FOLD)).add(e11.lanewise(VectorOperators.LSHL, 10));
    LongVector d3 = c3.add(e13.mul(FOLD)).add(e12.lanewise(VectorOperators.LSHL, 10));
    LongVector d4 = c4.add(e14.mul(FOLD)).add(e13.lanewise(VectorOperators.LSHL, 10));
    LongVector d5 = c5.add(e15.mul(FOLD)).add(e14.lanewise(VectorOperators.LSHL, 10));
    LongVector d6 = c6.add(e16.mul(FOLD)).add(e15.lanewise(VectorOperators.LSHL, 10));
    LongVector d7 = c7.add(e17.mul(FOLD)).add(e16.lanewise(VectorOperators.LSHL, 10));
    LongVector d8 = c8.add(e18.mul(FOLD)).add(e17.lanewise(VectorOperators.LSHL, 10));
    LongVector d9 = c9.add(e19.mul(FOLD)).add(e18.lanewise(VectorOperators.LSHL, 10));
    LongVector over =
        d9.lanewise(VectorOperators.ASHR, BITS).add(e19.lanewise(VectorOperators.LSHL, 10));
    LongVector o0 = over.and(MASK);
    LongVector o1 = over.lanewise(VectorOperators.ASHR, BITS);
    LongVector f0 = d0.and(MASK).add(o0.mul(FOLD));
    LongVector f1 =
        d1.and(MASK)
            .add(d0.lanewise(VectorOperators.ASHR, BITS))
            .add(o0.lanewise(VectorOperators.LSHL, 10))
            .add(o1.mul(FOLD));
    LongVector f2 =
        d2.and(MASK)
            .add(d1.lanewise(VectorOperators.ASHR, BITS))
            .add(o1.lanewise(VectorOperators.LSHL, 10));
    LongVector f3 = d3.and(MASK).add(d2.lanewise(VectorOperators.ASHR, BITS));
    LongVector f4 = d4.and(MASK).add(d3.lanewise(VectorOperators.ASHR, BITS));
    LongVector f5 = d5.and(MASK).add(d4.lanewise(VectorOperators.ASHR, BITS));
    LongVector f6 = d6.and(MASK).add(d5.lanewise(VectorOperators.ASHR, BITS));
    LongVector f7 = d7.and(MASK).add(d6.lanewise(VectorOperators.ASHR, BITS));
    LongVector f8 = d8.and(MASK).add(d7.lanewise(VectorOperators.ASHR, BITS));
    LongVector f9 = d9.and(MASK).add(d8.lanewise(VectorOperators.ASHR, BITS));
    LongVector rest = f9.lanewise(VectorOperators.ASHR, BITS);
    f0.and(MASK).add(rest.mul(FOLD)).intoArray(r, 0);
    f1.and(MASK)
        .add(f0.lanewise(VectorOperators.ASHR, BITS))
        .add(rest.lanewise(VectorOperators.LSHL, 10))
        .intoArray(r, 8);
    f2.and(MASK).add(f1.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 16);
    f3.and(MASK).add(f2.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 24);
    f4.and(MASK).add(f3.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 32);
    f5.and(MASK).add(f4.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 40);
    f6.and(MASK).add(f5.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 48);
    f7.and(MASK).add(f6.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 56);
    f8.and(MASK).add(f7.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 64);
    f9.and(MASK).add(f8.lanewise(VectorOperators.ASHR, BITS)).intoArray(r, 72);
  }

  @Override
  public void all(long[] r, long[] x, int count) {
    for (int from = 0; from < count; from += LANE_COUNT) {
      int lanes = Math.min(LANE_COUNT, count - from);
      for (int lane = 0; lane < lanes; lane++) {
        load(x, (from + lane) * Field.LIMBS, lane);
      }
      root();
      for (int lane = 0; lane < lanes; lane++) {
        store(r, (from + lane) * Field.LIMBS, lane);
      }
    }
  }

  /** Splits each limb of 52 bits; the upper half keeps the sign. */
  private void load(long[] x, int xi, int lane) {
    for (int i = 0; i < Field.LIMBS; i++) {
      base[2 * i * LANE_COUNT + lane] = x[xi + i] & MASK;
      base[(2 * i + 1) * LANE_COUNT + lane] = x[xi + i] >> BITS;
    }
  }

  private void store(long[] r, int ri, int lane) {
    for (int i = 0; i < Field.LIMBS; i++) {
      r[ri + i] = t[2 * i * LANE_COUNT + lane] + (t[(2 * i + 1) * LANE_COUNT + lane] << BITS);
    }
  }

  /** t = base^((p + 1) / 4), by the chain of {@link FieldPowers#squareRoot}. */
  private void root() {
    join(run2, base, 1, base);
    join(run3, run2, 1, base);
    join(t, run3, 3, run3); // 6
    join(t, t, 3, run3); // 9
    join(t, t, 2, run2); // 11
    System.arraycopy(t, 0, run44, 0, t.length);
    join(run22, t, 11, run44);
    join(run44, run22, 22, run22);
    join(run88, run44, 44, run44);
    join(t, run88, 88, run88); // 176
    join(t, t, 44, run44); // 220
    join(t, t, 3, run3); // 223
    join(t, t, 23, run22);
    join(t, t, 6, run2);
    square(t, 2);
  }

  /** r = x^(2^zeros) * tail; tail is not r. */
  private void join(long[] r, long[] x, int zeros, long[] tail) {
    System.arraycopy(x, 0, r, 0, r.length);
    square(r, zeros);
    multiply(r, r, tail);
  }
}
