package metro.evm.bn254;

import java.math.BigInteger;

/** a + b u with u² = -1. */
record Fp2(Fp a, Fp b) {
  static final Fp2 ZERO = new Fp2(Fp.ZERO, Fp.ZERO);
  static final Fp2 ONE = new Fp2(Fp.ONE, Fp.ZERO);

  /** The number that Fp6 takes a cube root of: 9 + u. */
  static final Fp2 XI = new Fp2(Fp.of(BigInteger.valueOf(9)), Fp.ONE);

  boolean isZero() {
    return a.isZero() && b.isZero();
  }

  Fp2 plus(Fp2 o) {
    return new Fp2(a.plus(o.a), b.plus(o.b));
  }

  Fp2 minus(Fp2 o) {
    return new Fp2(a.minus(o.a), b.minus(o.b));
  }

  Fp2 negate() {
    return new Fp2(a.negate(), b.negate());
  }

  Fp2 twice() {
    return plus(this);
  }

  Fp2 thrice() {
    return twice().plus(this);
  }

  Fp2 conjugate() {
    return new Fp2(a, b.negate());
  }

  Fp2 times(Fp2 o) {
    Fp aa = a.times(o.a);
    Fp bb = b.times(o.b);
    Fp cross = a.plus(b).times(o.a.plus(o.b));
    return new Fp2(aa.minus(bb), cross.minus(aa).minus(bb));
  }

  Fp2 times(Fp o) {
    return new Fp2(a.times(o), b.times(o));
  }

  Fp2 square() {
    return new Fp2(a.plus(b).times(a.minus(b)), a.times(b).twice());
  }

  /** Times 9 + u. */
  Fp2 timesXi() {
    Fp a9 = a.twice().twice().twice().plus(a);
    Fp b9 = b.twice().twice().twice().plus(b);
    return new Fp2(a9.minus(b), b9.plus(a));
  }

  Fp2 inverse() {
    Fp norm = a.square().plus(b.square()).inverse();
    return new Fp2(a.times(norm), b.times(norm).negate());
  }

  Fp2 pow(BigInteger exponent) {
    Fp2 out = ONE;
    for (int i = exponent.bitLength() - 1; i >= 0; i--) {
      out = out.square();
      out = exponent.testBit(i) ? out.times(this) : out;
    }
    return out;
  }
}
