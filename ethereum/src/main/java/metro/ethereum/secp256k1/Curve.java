package metro.ethereum.secp256k1;

/** The curve y^2 = x^3 + 7 and its generator (SEC 2, section 2.4.1), affine. */
final class Curve {
  private static final long[] SEVEN = {7, 0, 0, 0, 0};

  /** Five limbs of x, five of y. */
  static final long[] GENERATOR = point();

  private Curve() {}

  /**
   * Whether the point at {@code at} has canonical coordinates that satisfy the curve's equation.
   */
  static boolean isOnCurve(long[] points, int at) {
    if (!isCanonical(points, at) || !isCanonical(points, at + Field.LIMBS)) {
      return false;
    }
    long[] left = new long[Field.LIMBS];
    long[] right = new long[Field.LIMBS];
    Field.square(left, 0, points, at + Field.LIMBS);
    cubePlusSeven(right, points, at);
    Field.subtract(left, 0, left, 0, right, 0);
    return Field.isZero(left, 0);
  }

  /** r = x^3 + 7. */
  static void cubePlusSeven(long[] r, long[] x, int xi) {
    Field.square(r, 0, x, xi);
    Field.multiply(r, 0, r, 0, x, xi);
    Field.add(r, 0, r, 0, SEVEN, 0);
  }

  private static boolean isCanonical(long[] x, int xi) {
    long[] canonical = java.util.Arrays.copyOfRange(x, xi, xi + Field.LIMBS);
    Field.normalize(canonical, 0);
    return java.util.Arrays.equals(canonical, 0, Field.LIMBS, x, xi, xi + Field.LIMBS);
  }

  private static long[] point() {
    byte[] bytes =
        metro.ethereum.Hex.decode(
            "0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
    long[] point = new long[PointLists.POINT];
    Limbs.of(bytes, 0, point, 0);
    Limbs.of(bytes, 32, point, Field.LIMBS);
    return point;
  }
}
