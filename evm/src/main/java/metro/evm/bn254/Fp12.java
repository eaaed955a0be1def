package metro.evm.bn254;

import java.math.BigInteger;

/** a + b w with w² = v. */
record Fp12(Fp6 a, Fp6 b) {
  static final Fp12 ONE = new Fp12(Fp6.ONE, Fp6.ZERO);

  /** (9 + u)^(i (P - 1) / 6): what the Frobenius map does to w^i. */
  private static final Fp2[] FROBENIUS = frobeniusFactors();

  private static Fp2[] frobeniusFactors() {
    Fp2[] out = new Fp2[6];
    out[0] = Fp2.ONE;
    Fp2 first = Fp2.XI.pow(Fp.P.subtract(BigInteger.ONE).divide(BigInteger.valueOf(6)));
    for (int i = 1; i < out.length; i++) {
      out[i] = out[i - 1].times(first);
    }
    return out;
  }

  /** {@link #FROBENIUS} for the twist. */
  static Fp2 frobeniusFactor(int i) {
    return FROBENIUS[i];
  }

  Fp12 times(Fp12 o) {
    Fp6 aa = a.times(o.a);
    Fp6 bb = b.times(o.b);
    Fp6 cross = a.plus(b).times(o.a.plus(o.b));
    return new Fp12(aa.plus(bb.timesV()), cross.minus(aa).minus(bb));
  }

  Fp12 square() {
    Fp6 ab = a.times(b);
    Fp6 t = a.plus(b).times(a.plus(b.timesV()));
    return new Fp12(t.minus(ab).minus(ab.timesV()), ab.plus(ab));
  }

  /** Times x + y w + z v w: a line. */
  Fp12 timesLine(Fp2 x, Fp2 y, Fp2 z) {
    Fp6 ax = a.times(x);
    Fp6 bYz = b.timesSparse(y, z);
    Fp6 cross = a.plus(b).timesSparse(x.plus(y), z);
    return new Fp12(ax.plus(bYz.timesV()), cross.minus(ax).minus(bYz));
  }

  /** To the power of P^6; the inverse for elements of the cyclotomic subgroup. */
  Fp12 conjugate() {
    return new Fp12(a, b.negate());
  }

  Fp12 inverse() {
    Fp6 norm = a.times(a).minus(b.times(b).timesV()).inverse();
    return new Fp12(a.times(norm), b.times(norm).negate());
  }

  /** To the power of P. */
  Fp12 frobenius() {
    return new Fp12(
        new Fp6(
            a.a().conjugate(),
            a.b().conjugate().times(FROBENIUS[2]),
            a.c().conjugate().times(FROBENIUS[4])),
        new Fp6(
            b.a().conjugate().times(FROBENIUS[1]),
            b.b().conjugate().times(FROBENIUS[3]),
            b.c().conjugate().times(FROBENIUS[5])));
  }

  /** The square of an element of the cyclotomic subgroup (Granger and Scott, 2010). */
  Fp12 cyclotomicSquare() {
    Fp2 t0 = b.b().square();
    Fp2 t1 = a.a().square();
    Fp2 t6 = b.b().plus(a.a()).square().minus(t0).minus(t1);
    Fp2 t2 = a.c().square();
    Fp2 t3 = b.a().square();
    Fp2 t7 = a.c().plus(b.a()).square().minus(t2).minus(t3);
    Fp2 t4 = b.c().square();
    Fp2 t5 = a.b().square();
    Fp2 t8 = b.c().plus(a.b()).square().minus(t4).minus(t5).timesXi();
    t0 = t0.timesXi().plus(t1);
    t2 = t2.timesXi().plus(t3);
    t4 = t4.timesXi().plus(t5);
    return new Fp12(
        new Fp6(
            t0.minus(a.a()).twice().plus(t0),
            t2.minus(a.b()).twice().plus(t2),
            t4.minus(a.c()).twice().plus(t4)),
        new Fp6(
            t8.plus(b.a()).twice().plus(t8),
            t6.plus(b.b()).twice().plus(t6),
            t7.plus(b.c()).twice().plus(t7)));
  }

  /** A power of an element of the cyclotomic subgroup. */
  Fp12 cyclotomicPow(long exponent) {
    Fp12 out = this;
    for (int i = 62 - Long.numberOfLeadingZeros(exponent); i >= 0; i--) {
      out = out.cyclotomicSquare();
      out = (exponent >>> i & 1) != 0 ? out.times(this) : out;
    }
    return out;
  }
}
