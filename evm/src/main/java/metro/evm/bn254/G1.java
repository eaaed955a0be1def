package metro.evm.bn254;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A point of y² = x³ + 3 over the base field, in Jacobian coordinates (x / z², y / z³); z = 0 is
 * the point at infinity. Every point of the curve is in the group: the cofactor is 1.
 */
public final class G1 {
  /** The neutral element. */
  public static final G1 INFINITY = new G1(Fp.ONE, Fp.ONE, Fp.ZERO);

  private static final Fp B = Fp.of(BigInteger.valueOf(3));
  private static final int WINDOW_BITS = 4;

  private final Fp x;
  private final Fp y;
  private final Fp z;

  private G1(Fp x, Fp y, Fp z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  /** The point with these coordinates; (0, 0) is infinity; empty when there is none. */
  public static Optional<G1> of(BigInteger x, BigInteger y) {
    if (x.compareTo(Fp.P) >= 0 || y.compareTo(Fp.P) >= 0) {
      return Optional.empty();
    }
    if (x.signum() == 0 && y.signum() == 0) {
      return Optional.of(INFINITY);
    }
    Fp fx = Fp.of(x);
    Fp fy = Fp.of(y);
    boolean onCurve = fy.square().equals(fx.square().times(fx).plus(B));
    return onCurve ? Optional.of(new G1(fx, fy, Fp.ONE)) : Optional.empty();
  }

  /** Whether this is the neutral element. */
  public boolean isInfinity() {
    return z.isZero();
  }

  /** Sixty-four bytes: x, then y; zeros for infinity. */
  public byte[] toBytes() {
    byte[] out = new byte[64];
    if (!isInfinity()) {
      G1 affine = toAffine();
      put(affine.x.toBigInteger(), out, 0);
      put(affine.y.toBigInteger(), out, 32);
    }
    return out;
  }

  private static void put(BigInteger value, byte[] out, int offset) {
    byte[] bytes = value.toByteArray();
    int from = Math.max(0, bytes.length - 32);
    int length = bytes.length - from;
    System.arraycopy(bytes, from, out, offset + 32 - length, length);
  }

  /** The same point with z = 1; not for infinity. */
  G1 toAffine() {
    if (z.equals(Fp.ONE)) {
      return this;
    }
    Fp inverse = z.inverse();
    Fp square = inverse.square();
    return new G1(x.times(square), y.times(square).times(inverse), Fp.ONE);
  }

  Fp affineX() {
    return x;
  }

  Fp affineY() {
    return y;
  }

  /** The sum. */
  public G1 plus(G1 o) {
    if (isInfinity()) {
      return o;
    }
    if (o.isInfinity()) {
      return this;
    }
    Fp zz = z.square();
    Fp ozz = o.z.square();
    Fp u1 = x.times(ozz);
    Fp u2 = o.x.times(zz);
    Fp s1 = y.times(ozz).times(o.z);
    Fp s2 = o.y.times(zz).times(z);
    Fp h = u2.minus(u1);
    Fp r = s2.minus(s1);
    if (h.isZero()) {
      return r.isZero() ? twice() : INFINITY;
    }
    Fp hh = h.square();
    Fp hhh = hh.times(h);
    Fp v = u1.times(hh);
    Fp x3 = r.square().minus(hhh).minus(v.twice());
    Fp y3 = r.times(v.minus(x3)).minus(s1.times(hhh));
    return new G1(x3, y3, z.times(o.z).times(h));
  }

  /** Twice the point. */
  public G1 twice() {
    Fp a = x.square();
    Fp b = y.square();
    Fp c = b.square();
    Fp d = x.plus(b).square().minus(a).minus(c).twice();
    Fp e = a.twice().plus(a);
    Fp x3 = e.square().minus(d.twice());
    Fp y3 = e.times(d.minus(x3)).minus(c.twice().twice().twice());
    return new G1(x3, y3, y.times(z).twice());
  }

  /** {@code scalar} (not negative, up to 256 bits) times the point. */
  public G1 times(BigInteger scalar) {
    G1[] multiples = new G1[1 << WINDOW_BITS];
    multiples[0] = INFINITY;
    for (int i = 1; i < multiples.length; i++) {
      multiples[i] = multiples[i - 1].plus(this);
    }
    G1 out = INFINITY;
    int windows = (scalar.bitLength() + WINDOW_BITS - 1) / WINDOW_BITS;
    for (int i = windows - 1; i >= 0; i--) {
      for (int bit = 0; bit < WINDOW_BITS; bit++) {
        out = out.twice();
      }
      int digit = scalar.shiftRight(i * WINDOW_BITS).intValue() & (multiples.length - 1);
      out = out.plus(multiples[digit]);
    }
    return out;
  }
}
