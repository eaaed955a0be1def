package metro.ethereum.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * Sums of multiples against BouncyCastle's, with as many coincidences among the points as possible.
 */
final class MultiScalarTest {
  private static final ECPoint G = SECNamedCurves.getByName("secp256k1").getG();

  private final long[] limbs = new long[PointLists.POINT];

  private void limbs(ECPoint point) {
    ECPoint p = point.normalize();
    System.arraycopy(Limbs.of(p.getAffineXCoord().toBigInteger()), 0, limbs, 0, 5);
    System.arraycopy(Limbs.of(p.getAffineYCoord().toBigInteger()), 0, limbs, 5, 5);
  }

  private static ECPoint point(long[] points, int at) {
    BigInteger p = G.getCurve().getField().getCharacteristic();
    return G.getCurve()
        .createPoint(
            Limbs.toBigInteger(points, at).mod(p), Limbs.toBigInteger(points, at + 5).mod(p));
  }

  @Test
  void theGeneratorIsTheStandards() {
    limbs(G);
    assertThat(Curve.GENERATOR).isEqualTo(limbs);
    assertThat(Curve.isOnCurve(Curve.GENERATOR, 0)).isTrue();
    limbs[5] ^= 1;
    assertThat(Curve.isOnCurve(limbs, 0)).isFalse();
    assertThat(Curve.isOnCurve(new long[10], 0)).isFalse();
  }

  @Test
  void coordinatesAbovePAreNoPoint() {
    // x = 1 has a y on this curve, so x = p + 1 would be one if it were not refused.
    ECPoint one =
        G.getCurve()
            .decodePoint(
                new java.math.BigInteger("2").shiftLeft(256).add(BigInteger.ONE).toByteArray());
    limbs(one);
    assertThat(Curve.isOnCurve(limbs, 0)).isTrue();
    BigInteger p = G.getCurve().getField().getCharacteristic();
    System.arraycopy(Limbs.of(p.add(BigInteger.ONE)), 0, limbs, 0, 5);
    assertThat(Curve.isOnCurve(limbs, 0)).isFalse();
  }

  @RepeatedTest(60)
  void listsOfFewDifferentPointsAddUp(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    PointLists lists = new PointLists();
    int[] sizes = new int[random.nextInt(1, 20)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = random.nextInt(0, 18);
    }
    lists.shape(sizes, sizes.length);
    ECPoint[] expected = new ECPoint[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      expected[i] = G.getCurve().getInfinity();
      for (int j = 0; j < sizes[i]; j++) {
        ECPoint p = G.multiply(BigInteger.valueOf(random.nextInt(1, 4)));
        boolean negated = random.nextBoolean();
        limbs(p);
        lists.add(i, limbs, 0, negated);
        expected[i] = expected[i].add(negated ? p.negate() : p);
      }
    }
    lists.sum();
    for (int i = 0; i < sizes.length; i++) {
      assertThat(lists.hasSum(i)).isNotEqualTo(expected[i].isInfinity());
      if (lists.hasSum(i)) {
        assertThat(point(lists.points(), lists.sumAt(i))).isEqualTo(expected[i].normalize());
      }
    }
  }

  @RepeatedTest(80)
  void aSumIsZeroExactlyWhenItIs(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(100 + info.getCurrentRepetition());
    MultiScalar multi = new MultiScalar();
    Terms wide = new Terms(128);
    Terms narrow = new Terms(64);
    int count = 1 << random.nextInt(0, 9);
    BigInteger sum = BigInteger.ZERO; // in multiples of G
    for (int i = 0; i < count; i++) {
      int multiple = random.nextInt(1, 1 + random.nextInt(1, 40));
      limbs(G.multiply(BigInteger.valueOf(multiple)));
      boolean negated = random.nextBoolean();
      boolean isWide = random.nextBoolean();
      long low = factor(random);
      long high = isWide ? factor(random) : 0;
      (isWide ? wide : narrow).add(limbs, 0, limbs, 5, negated, low, high);
      BigInteger term = unsigned(high).shiftLeft(64).add(unsigned(low));
      term = term.multiply(BigInteger.valueOf(multiple));
      sum = negated ? sum.subtract(term) : sum.add(term);
    }
    sum = sum.mod(Order.N);
    boolean off = random.nextBoolean();
    // The rest that makes it zero, or one more than that, on G and 2^128 G.
    BigInteger rest =
        Order.N.subtract(sum).add(off ? BigInteger.ONE : BigInteger.ZERO).mod(Order.N);
    limbs(G);
    wide.add(limbs, 0, limbs, 5, false, rest.longValue(), rest.shiftRight(64).longValue());
    limbs(G.multiply(BigInteger.TWO.pow(128)));
    wide.add(
        limbs,
        0,
        limbs,
        5,
        false,
        rest.shiftRight(128).longValue(),
        rest.shiftRight(192).longValue());
    assertThat(multi.isZero(wide, narrow)).isEqualTo(!off);
  }

  private static long factor(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  @Test
  void nothingAddsUpToZero() {
    assertThat(new MultiScalar().isZero(new Terms(128), new Terms(64))).isTrue();
  }
}
