package metro.ethereum.secp256k1;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metro.ethereum.Bytes;
import metro.ethereum.Signature;

/**
 * Claims as one equation. A signature (r, s, parity) over z claims that Q made it: with R the point
 * of x coordinate r and that parity, (z / s) G + (r / s) Q - R is the point at infinity. A sum of
 * such left sides, each times its own random 128-bit factor, is so too, and if a single one is
 * wrong the sum is right with probability 2^-128. The terms of one key are merged, and so are those
 * of G.
 *
 * <p>Holds scratch space: one per thread.
 */
final class BatchEquation {
  private static final int L = Field.LIMBS;
  private static final int NO_KEY = -1;

  private final Order order = new Order();
  private final SquareRoots squareRoots;
  private final Endomorphism endomorphism = new Endomorphism();
  private final MultiScalar multiScalar = new MultiScalar();
  private final SecretCoefficients coefficients = new SecretCoefficients();
  private final Terms wide = new Terms(128);
  private final Terms narrow = new Terms(64);

  private final long[] a = new long[L];
  private final long[] b = new long[L];
  private final long[] generatorFactor = new long[L];

  // By claim; limbs.
  private long[] z = new long[0];
  private long[] r = new long[0];
  private long[] y = new long[0];
  private long[] s = new long[0];
  private long[] products = new long[0];
  private long[] squares = new long[0];
  private long[] roots = new long[0];
  private int[] keyOf = new int[0];

  // By key.
  private final Map<Bytes, Integer> keys = new HashMap<>();
  private long[] keyPoints = new long[0];
  private long[] keyFactors = new long[0];

  BatchEquation(SquareRoots squareRoots) {
    this.squareRoots = squareRoots;
  }

  /**
   * Reads claims and returns which of them, in ascending order, can be true at all: numbers in
   * range, r on the curve, a key on the curve.
   */
  int[] prepare(List<SignatureClaim> claims) {
    makeRoom(claims.size());
    keys.clear();
    int[] possible = new int[claims.size()];
    int count = 0;
    for (int i = 0; i < claims.size(); i++) {
      if (read(claims.get(i), i)) {
        possible[count++] = i;
      }
    }
    possible = lift(claims, Arrays.copyOf(possible, count));
    invertS(possible);
    return possible;
  }

  private boolean read(SignatureClaim claim, int i) {
    Signature signature = claim.signature();
    if (!signature.isInRange()) {
      return false;
    }
    keyOf[i] = keys.computeIfAbsent(claim.publicKey(), this::readKey);
    if (keyOf[i] == NO_KEY) {
      return false;
    }
    Limbs.of(claim.digest().bytes(), 0, z, i * L);
    Limbs.of(signature.r(), r, i * L);
    Limbs.of(signature.s(), a, 0);
    order.multiply(s, i * L, a, 0, Order.INTO_FORM, 0);
    return true;
  }

  private int readKey(Bytes key) {
    if (key.length() != 2 * 32) {
      return NO_KEY;
    }
    int at = keys.size() * PointLists.POINT;
    if (keyPoints.length < at + PointLists.POINT) {
      keyPoints = Arrays.copyOf(keyPoints, Math.max(64 * PointLists.POINT, at * 2));
      keyFactors = new long[keyPoints.length / 2];
    }
    Limbs.of(key.arrayForReading(), 0, keyPoints, at);
    Limbs.of(key.arrayForReading(), 32, keyPoints, at + L);
    return Curve.isOnCurve(keyPoints, at) ? keys.size() : NO_KEY;
  }

  /** Finds each R's y; returns those that have one. r is below the order and so below p. */
  private int[] lift(List<SignatureClaim> claims, int[] members) {
    for (int j = 0; j < members.length; j++) {
      Curve.cubePlusSeven(a, r, members[j] * L);
      Field.tighten(a, 0);
      Field.copy(squares, j * L, a, 0);
    }
    squareRoots.all(roots, squares, members.length);
    int[] lifted = new int[members.length];
    int count = 0;
    for (int j = 0; j < members.length; j++) {
      int i = members[j];
      Field.square(a, 0, roots, j * L);
      Field.subtract(a, 0, a, 0, squares, j * L);
      if (Field.isZero(a, 0)) {
        Field.normalize(roots, j * L);
        if ((roots[j * L] & 1) != claims.get(i).signature().yParity()) {
          Field.negate(roots, j * L);
        }
        Field.copy(y, i * L, roots, j * L);
        lifted[count++] = i;
      }
    }
    return Arrays.copyOf(lifted, count);
  }

  /** Inverts all s together: one inversion and three products each. */
  private void invertS(int[] members) {
    Field.copy(a, 0, Order.ONE, 0);
    for (int i : members) {
      Field.copy(products, i * L, a, 0);
      order.multiply(a, 0, a, 0, s, i * L);
    }
    Order.invert(a, 0, a, 0);
    for (int j = members.length - 1; j >= 0; j--) {
      int at = members[j] * L;
      order.multiply(products, at, a, 0, products, at);
      order.multiply(a, 0, a, 0, s, at);
      Field.copy(s, at, products, at);
    }
  }

  /** Whether the claims members[from] to before members[to] are all true, with fresh factors. */
  boolean holds(int[] members, int from, int to) {
    wide.clear();
    narrow.clear();
    Arrays.fill(keyFactors, 0);
    Arrays.fill(generatorFactor, 0);
    LongBuffer random = coefficients.draw(2 * (to - from));
    for (int i = from; i < to; i++) {
      addClaim(members[i], random.get(), random.get());
    }
    addWide(Curve.GENERATOR, 0, generatorFactor, 0);
    for (int k : keys.values()) {
      if (k != NO_KEY) {
        addWide(keyPoints, k * PointLists.POINT, keyFactors, k * L);
      }
    }
    return multiScalar.isZero(wide, narrow);
  }

  /** Takes a claim times low + high * lambda, two random numbers of 64 bits. */
  private void addClaim(int i, long low, long high) {
    int at = i * L;
    narrow.add(r, at, y, at, true, low, 0);
    Field.multiply(a, 0, r, at, Endomorphism.BETA, 0);
    narrow.add(a, 0, y, at, true, high, 0);

    Limbs.of(low, a);
    order.multiply(a, 0, a, 0, Order.INTO_FORM, 0);
    Limbs.of(high, b);
    order.multiply(b, 0, b, 0, Order.LAMBDA_INTO_FORM, 0);
    Field.add(a, 0, a, 0, b, 0);
    order.multiply(a, 0, a, 0, s, at);
    order.multiply(b, 0, a, 0, z, at);
    Order.accumulate(generatorFactor, 0, b, 0);
    order.multiply(b, 0, a, 0, r, at);
    Order.accumulate(keyFactors, keyOf[i] * L, b, 0);
  }

  private void addWide(long[] points, int at, long[] factor, int fi) {
    Order.normalize(factor, fi);
    endomorphism.split(factor, fi);
    endomorphism.first();
    wide.add(
        points, at, points, at + L, endomorphism.negative, endomorphism.low, endomorphism.high);
    endomorphism.second();
    Field.multiply(a, 0, points, at, Endomorphism.BETA, 0);
    wide.add(a, 0, points, at + L, endomorphism.negative, endomorphism.low, endomorphism.high);
  }

  private void makeRoom(int claims) {
    if (keyOf.length < claims) {
      z = new long[claims * L];
      r = new long[claims * L];
      y = new long[claims * L];
      s = new long[claims * L];
      products = new long[claims * L];
      squares = new long[claims * L];
      roots = new long[claims * L];
      keyOf = new int[claims];
    }
  }
}
