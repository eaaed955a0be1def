package metro.ethereum.secp256k1;

/**
 * A running sum of points of y^2 = x^3 + 7 in Jacobian coordinates (x / z^2, y / z^3), changed in
 * place. Affine points stand in an array: five limbs of x, then five of y.
 */
final class JacobianPoint {
  private static final int L = Field.LIMBS;

  private final long[] x = new long[L];
  private final long[] y = new long[L];
  private final long[] z = new long[L];
  private boolean infinite = true;

  private final long[] a = new long[L];
  private final long[] b = new long[L];
  private final long[] c = new long[L];
  private final long[] d = new long[L];
  private final long[] e = new long[L];

  boolean isInfinite() {
    return infinite;
  }

  /** Doubles it. No point of this curve has y = 0: the order of the group is odd. */
  void twice() {
    if (infinite) {
      return;
    }
    Field.square(a, 0, y, 0); // y²
    Field.multiply(d, 0, x, 0, a, 0);
    Field.scale(d, 0, 4); // 4 x y²
    Field.square(b, 0, x, 0);
    Field.scale(b, 0, 3); // 3 x²
    Field.square(c, 0, a, 0);
    Field.scale(c, 0, 8); // 8 y^4
    Field.multiply(z, 0, y, 0, z, 0);
    Field.scale(z, 0, 2);
    Field.square(x, 0, b, 0);
    Field.subtract(x, 0, x, 0, d, 0);
    Field.subtract(x, 0, x, 0, d, 0);
    Field.tighten(x, 0);
    Field.subtract(d, 0, d, 0, x, 0);
    Field.multiply(y, 0, b, 0, d, 0);
    Field.subtract(y, 0, y, 0, c, 0);
    Field.tighten(y, 0);
  }

  /** Adds the affine point at {@code at}, whose coordinates have weight one. */
  void add(long[] points, int at) {
    if (infinite) {
      set(points, at);
      return;
    }
    Field.square(a, 0, z, 0); // z²
    Field.multiply(b, 0, points, at, a, 0);
    Field.subtract(b, 0, b, 0, x, 0); // h = x2 z² - x
    Field.multiply(a, 0, a, 0, z, 0);
    Field.multiply(c, 0, points, at + L, a, 0);
    Field.subtract(c, 0, c, 0, y, 0); // r = y2 z³ - y
    if (Field.isZero(b, 0)) {
      addSameX();
      return;
    }
    Field.multiply(z, 0, z, 0, b, 0);
    Field.square(d, 0, b, 0); // h²
    Field.multiply(e, 0, d, 0, b, 0); // h³
    Field.multiply(d, 0, d, 0, x, 0); // v = x h²
    Field.multiply(a, 0, y, 0, e, 0); // y h³
    Field.square(x, 0, c, 0);
    Field.subtract(x, 0, x, 0, e, 0);
    Field.subtract(x, 0, x, 0, d, 0);
    Field.subtract(x, 0, x, 0, d, 0); // r² - h³ - 2 v
    Field.subtract(d, 0, d, 0, x, 0);
    Field.multiply(y, 0, c, 0, d, 0);
    Field.subtract(y, 0, y, 0, a, 0); // r (v - x3) - y h³
  }

  private void addSameX() {
    if (Field.isZero(c, 0)) {
      twice();
    } else {
      infinite = true;
    }
  }

  private void set(long[] points, int at) {
    Field.copy(x, 0, points, at);
    Field.copy(y, 0, points, at + L);
    Field.set(z, 0, 1);
    infinite = false;
  }
}
