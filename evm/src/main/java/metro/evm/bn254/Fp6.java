package metro.evm.bn254;

/** a + b v + c v² with v³ = 9 + u. */
record Fp6(Fp2 a, Fp2 b, Fp2 c) {
  static final Fp6 ZERO = new Fp6(Fp2.ZERO, Fp2.ZERO, Fp2.ZERO);
  static final Fp6 ONE = new Fp6(Fp2.ONE, Fp2.ZERO, Fp2.ZERO);

  Fp6 plus(Fp6 o) {
    return new Fp6(a.plus(o.a), b.plus(o.b), c.plus(o.c));
  }

  Fp6 minus(Fp6 o) {
    return new Fp6(a.minus(o.a), b.minus(o.b), c.minus(o.c));
  }

  Fp6 negate() {
    return new Fp6(a.negate(), b.negate(), c.negate());
  }

  Fp6 times(Fp6 o) {
    Fp2 aa = a.times(o.a);
    Fp2 bb = b.times(o.b);
    Fp2 cc = c.times(o.c);
    Fp2 bc = b.plus(c).times(o.b.plus(o.c)).minus(bb).minus(cc);
    Fp2 ab = a.plus(b).times(o.a.plus(o.b)).minus(aa).minus(bb);
    Fp2 ac = a.plus(c).times(o.a.plus(o.c)).minus(aa).minus(cc);
    return new Fp6(aa.plus(bc.timesXi()), ab.plus(cc.timesXi()), ac.plus(bb));
  }

  Fp6 times(Fp2 o) {
    return new Fp6(a.times(o), b.times(o), c.times(o));
  }

  /** Times x + y v. */
  Fp6 timesSparse(Fp2 x, Fp2 y) {
    Fp2 ax = a.times(x);
    Fp2 by = b.times(y);
    Fp2 cy = b.plus(c).times(y).minus(by);
    Fp2 cross = a.plus(b).times(x.plus(y)).minus(ax).minus(by);
    Fp2 cx = a.plus(c).times(x).minus(ax);
    return new Fp6(ax.plus(cy.timesXi()), cross, cx.plus(by));
  }

  /** Times v. */
  Fp6 timesV() {
    return new Fp6(c.timesXi(), a, b);
  }

  Fp6 inverse() {
    Fp2 t0 = a.square().minus(b.times(c).timesXi());
    Fp2 t1 = c.square().timesXi().minus(a.times(b));
    Fp2 t2 = b.square().minus(a.times(c));
    Fp2 norm = a.times(t0).plus(c.times(t1).plus(b.times(t2)).timesXi()).inverse();
    return new Fp6(t0.times(norm), t1.times(norm), t2.times(norm));
  }
}
