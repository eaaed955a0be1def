package metro.evm.bn254;

import java.math.BigInteger;
import java.util.Optional;

/**
 * An affine point of the twist y² = x³ + 3 / (9 + u) over Fp2 that is in the subgroup of the
 * group's order, or infinity.
 */
public final class G2 {
  /** The neutral element. */
  public static final G2 INFINITY = new G2(Fp2.ZERO, Fp2.ZERO);

  static final Fp2 B = new Fp2(Fp.of(BigInteger.valueOf(3)), Fp.ZERO).times(Fp2.XI.inverse());

  /** 6 x² = t - 1: what the Frobenius map multiplies points of the subgroup by. */
  private static final BigInteger FROBENIUS_EIGENVALUE =
      BigInteger.valueOf(Pairing.X).pow(2).multiply(BigInteger.valueOf(6));

  private final Fp2 x;
  private final Fp2 y;

  private G2(Fp2 x, Fp2 y) {
    this.x = x;
    this.y = y;
  }

  /**
   * The point with x = xa + xb u and y = ya + yb u; all zero is infinity; empty when there is none
   * in the subgroup.
   */
  public static Optional<G2> of(BigInteger xa, BigInteger xb, BigInteger ya, BigInteger yb) {
    if (xa.max(xb).max(ya).max(yb).compareTo(Fp.P) >= 0) {
      return Optional.empty();
    }
    G2 point = new G2(new Fp2(Fp.of(xa), Fp.of(xb)), new Fp2(Fp.of(ya), Fp.of(yb)));
    if (point.isInfinity()) {
      return Optional.of(INFINITY);
    }
    return point.isOnCurve() && point.isInSubgroup() ? Optional.of(point) : Optional.empty();
  }

  /** Whether this is the neutral element. */
  public boolean isInfinity() {
    return x.isZero() && y.isZero();
  }

  Fp2 x() {
    return x;
  }

  Fp2 y() {
    return y;
  }

  G2 negate() {
    return new G2(x, y.negate());
  }

  /** The Frobenius map, carried over to the twist. */
  G2 frobenius() {
    return new G2(
        x.conjugate().times(Fp12.frobeniusFactor(2)), y.conjugate().times(Fp12.frobeniusFactor(3)));
  }

  private boolean isOnCurve() {
    return y.square().equals(x.square().times(x).plus(B));
  }

  /**
   * The Frobenius map f satisfies f² - t f + P = 0. If f(Q) = (t - 1) Q, then (P + 1 - t) Q = 0,
   * and P + 1 - t is the group's order.
   */
  private boolean isInSubgroup() {
    return jacobianTimes(FROBENIUS_EIGENVALUE).isSame(frobenius());
  }

  private record Jacobian(Fp2 x, Fp2 y, Fp2 z) {
    boolean isSame(G2 affine) {
      Fp2 zz = z.square();
      return !z.isZero() && x.equals(affine.x.times(zz)) && y.equals(affine.y.times(zz).times(z));
    }

    Jacobian twice() {
      Fp2 a = x.square();
      Fp2 b = y.square();
      Fp2 c = b.square();
      Fp2 d = x.plus(b).square().minus(a).minus(c).twice();
      Fp2 e = a.thrice();
      Fp2 x3 = e.square().minus(d.twice());
      Fp2 y3 = e.times(d.minus(x3)).minus(c.twice().twice().twice());
      return new Jacobian(x3, y3, y.times(z).twice());
    }

    Jacobian plus(G2 affine) {
      if (z.isZero()) {
        return new Jacobian(affine.x, affine.y, Fp2.ONE);
      }
      Fp2 zz = z.square();
      Fp2 h = affine.x.times(zz).minus(x);
      Fp2 r = affine.y.times(zz).times(z).minus(y);
      if (h.isZero()) {
        return r.isZero() ? twice() : new Jacobian(Fp2.ONE, Fp2.ONE, Fp2.ZERO);
      }
      Fp2 hh = h.square();
      Fp2 hhh = hh.times(h);
      Fp2 v = x.times(hh);
      Fp2 x3 = r.square().minus(hhh).minus(v.twice());
      Fp2 y3 = r.times(v.minus(x3)).minus(y.times(hhh));
      return new Jacobian(x3, y3, z.times(h));
    }
  }

  private Jacobian jacobianTimes(BigInteger scalar) {
    Jacobian out = new Jacobian(x, y, Fp2.ONE);
    for (int i = scalar.bitLength() - 2; i >= 0; i--) {
      out = out.twice();
      out = scalar.testBit(i) ? out.plus(this) : out;
    }
    return out;
  }
}
