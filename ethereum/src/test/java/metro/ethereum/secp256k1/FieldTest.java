package metro.ethereum.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Field and order arithmetic against BigInteger. */
final class FieldTest {
  private static final BigInteger P =
      BigInteger.TWO.pow(256).subtract(BigInteger.TWO.pow(32)).subtract(BigInteger.valueOf(977));

  private final SplittableRandom random = new SplittableRandom(Long.getLong("metro.seed", 11L));
  private final long[] x = new long[5];
  private final long[] y = new long[5];
  private final long[] r = new long[5];

  @Test
  void productsAndSquaresOfAnyAllowedWeight() {
    for (int i = 0; i < 200_000; i++) {
      fill(x);
      fill(y);
      BigInteger a = Limbs.toBigInteger(x, 0);
      BigInteger b = Limbs.toBigInteger(y, 0);
      Field.multiply(r, 0, x, 0, y, 0);
      assertThat(Limbs.toBigInteger(r, 0).mod(P)).isEqualTo(a.multiply(b).mod(P));
      assertWeightOne();
      Field.square(r, 0, x, 0);
      assertThat(Limbs.toBigInteger(r, 0).mod(P)).isEqualTo(a.multiply(a).mod(P));
      assertWeightOne();
    }
  }

  @Test
  void oneFormForEachNumber() {
    for (int i = 0; i < 50_000; i++) {
      fill(x);
      BigInteger a = Limbs.toBigInteger(x, 0);
      Field.copy(r, 0, x, 0);
      Field.tighten(r, 0);
      assertThat(Limbs.toBigInteger(r, 0).mod(P)).isEqualTo(a.mod(P));
      assertWeightOne();
      Field.normalize(x, 0);
      assertThat(x).isEqualTo(Limbs.of(a.mod(P)));
      assertThat(Field.isZero(x, 0)).isEqualTo(a.mod(P).signum() == 0);
    }
  }

  @Test
  void zeroInAllItsForms() {
    for (int k = -2 * Field.MAX_WEIGHT; k <= 2 * Field.MAX_WEIGHT; k++) {
      for (int off = -1; off <= 1; off++) {
        spread(P.multiply(BigInteger.valueOf(k)).add(BigInteger.valueOf(off)));
        assertThat(Field.isZero(x, 0)).as("%d p + %d", k, off).isEqualTo(off == 0);
        Field.normalize(x, 0);
        assertThat(Limbs.toBigInteger(x, 0)).isEqualTo(BigInteger.valueOf(off).mod(P));
      }
    }
  }

  @Test
  void inversesAndRoots() {
    FieldPowers powers = new FieldPowers();
    for (int i = 0; i < 500; i++) {
      BigInteger a = new BigInteger(256, new java.util.Random(random.nextLong())).mod(P);
      powers.invert(r, 0, Limbs.of(a), 0);
      assertThat(Limbs.toBigInteger(r, 0).mod(P)).isEqualTo(a.modInverse(P));
      powers.squareRoot(r, 0, Limbs.of(a.multiply(a).mod(P)), 0);
      assertThat(Limbs.toBigInteger(r, 0).mod(P)).isIn(a, P.subtract(a));
    }
    powers.invert(r, 0, new long[5], 0);
    assertThat(Field.isZero(r, 0)).isTrue();
  }

  @Test
  void orderProductsSumsAndInverses() {
    BigInteger n = Order.N;
    BigInteger unform = BigInteger.TWO.pow(260).modInverse(n);
    Order order = new Order();
    for (int i = 0; i < 20_000; i++) {
      BigInteger a = number(n);
      BigInteger b = number(n);
      order.multiply(r, 0, Limbs.of(a), 0, Limbs.of(b), 0);
      BigInteger product = Limbs.toBigInteger(r, 0);
      assertThat(product.signum()).isNotNegative();
      assertThat(product).isLessThan(n.shiftLeft(1));
      assertThat(product.mod(n)).isEqualTo(a.multiply(b).multiply(unform).mod(n));
      Order.accumulate(r, 0, Limbs.of(a), 0);
      assertThat(r[4]).isBetween(0L, Field.TOP_MASK + 1);
      Order.normalize(r, 0);
      assertThat(r).isEqualTo(Limbs.of(product.add(a).mod(n)));
    }
    for (BigInteger a :
        new BigInteger[] {BigInteger.ONE, BigInteger.TWO, n.subtract(BigInteger.ONE)}) {
      Order.invert(r, 0, Limbs.of(a), 0);
      order.multiply(r, 0, r, 0, Limbs.of(a), 0);
      Order.normalize(r, 0);
      assertThat(r).isEqualTo(Order.ONE);
    }
  }

  @Test
  void factorsAreSplitInHalves() {
    Endomorphism split = new Endomorphism();
    for (int i = 0; i < 50_000; i++) {
      BigInteger k = number(Order.N).mod(Order.N);
      split.split(Limbs.of(k), 0);
      split.first();
      BigInteger first = half(split);
      split.second();
      BigInteger second = half(split);
      assertThat(first.add(second.multiply(Order.LAMBDA)).mod(Order.N)).isEqualTo(k);
    }
    BigInteger beta = Limbs.toBigInteger(Endomorphism.BETA, 0);
    assertThat(beta.modPow(BigInteger.valueOf(3), P)).isEqualTo(BigInteger.ONE);
    assertThat(Order.LAMBDA.modPow(BigInteger.valueOf(3), Order.N)).isEqualTo(BigInteger.ONE);
  }

  private static BigInteger half(Endomorphism split) {
    BigInteger out =
        new BigInteger(Long.toUnsignedString(split.high))
            .shiftLeft(64)
            .add(new BigInteger(Long.toUnsignedString(split.low)));
    return split.negative ? out.negate() : out;
  }

  /** Any number below 2^256, often near 0, near {@code modulus} or with long runs of equal bits. */
  private BigInteger number(BigInteger modulus) {
    BigInteger small = BigInteger.valueOf(random.nextInt(5));
    return switch (random.nextInt(6)) {
      case 0 -> small;
      case 1 -> modulus.subtract(small);
      case 2 -> BigInteger.TWO.pow(random.nextInt(1, 256)).subtract(small).abs();
      case 3 -> BigInteger.TWO.pow(256).subtract(BigInteger.ONE).subtract(small);
      default -> new BigInteger(256, new java.util.Random(random.nextLong()));
    };
  }

  /** Limbs up to the highest weight, of either sign, often at the very edge. */
  private void fill(long[] limbs) {
    long edge = Field.MAX_WEIGHT * ((1L << 52) + (1L << 47));
    int kind = random.nextInt(4);
    for (int i = 0; i < 5; i++) {
      long bound = i == 4 ? edge >> 4 : edge;
      limbs[i] =
          switch (kind) {
            case 0 -> random.nextLong(-bound, bound + 1);
            case 1 -> random.nextBoolean() ? bound : -bound;
            case 2 -> random.nextLong(0, 1L << (i == 4 ? 48 : 52));
            default -> random.nextLong(-2, 3);
          };
    }
  }

  private void spread(BigInteger value) {
    BigInteger rest = value;
    for (int i = 0; i < 4; i++) {
      x[i] = rest.longValue() & Field.MASK;
      rest = rest.shiftRight(52);
    }
    x[4] = rest.longValueExact();
    int at = random.nextInt(4);
    long moved = random.nextLong(-7, 8);
    x[at] += moved << 52;
    x[at + 1] -= moved;
  }

  private void assertWeightOne() {
    for (int i = 0; i < 5; i++) {
      assertThat(Math.abs(r[i])).isLessThan((1L << 52) + (1L << 47));
    }
    assertThat(Math.abs(r[4])).isLessThan((1L << 48) + (1L << 13));
  }
}
