package metro.evm.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairingTest {
  private static final BigInteger ORDER =
      new BigInteger(
          "21888242871839275222246405745257275088548364400416034343698204186575808495617");
  private static final G1 P = G1.of(BigInteger.ONE, BigInteger.TWO).orElseThrow();
  private static final G2 Q =
      G2.of(
              number(
                  "10857046999023057135944570762232829481370756359578518086990519993285655852781"),
              number(
                  "11559732032986387107991004021392285783925812861821192530917403151452391805634"),
              number(
                  "8495653923123431417604973247489272438418190587263600148770280649306958101930"),
              number(
                  "4082367875863433681332203403145435568316851327593401208105741076214120093531"))
          .orElseThrow();

  private final long seed = Long.getLong("metro.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  private static BigInteger number(String decimal) {
    return new BigInteger(decimal);
  }

  private BigInteger scalar() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes).mod(ORDER);
  }

  private static boolean isOne(G1 p1, G2 q1, G1 p2, G2 q2) {
    return Pairing.productIsOne(List.of(new Pairing.Pair(p1, q1), new Pairing.Pair(p2, q2)));
  }

  @Test
  void a_pairing_with_the_negated_point_cancels() {
    assertThat(isOne(P, Q, P, Q.negate())).isTrue();
    assertThat(isOne(P, Q, P, Q)).isFalse();
    assertThat(Pairing.productIsOne(List.of(new Pairing.Pair(P, Q)))).isFalse();
    assertThat(Pairing.productIsOne(List.of(new Pairing.Pair(G1.INFINITY, Q)))).isTrue();
    assertThat(Pairing.productIsOne(List.of(new Pairing.Pair(P, G2.INFINITY)))).isTrue();
  }

  @Test
  void the_pairing_is_bilinear_in_the_first_point() {
    for (int i = 0; i < 5; i++) {
      BigInteger a = scalar();
      BigInteger b = scalar();
      List<Pairing.Pair> pairs =
          List.of(
              new Pairing.Pair(P.times(a), Q),
              new Pairing.Pair(P.times(b), Q),
              new Pairing.Pair(P.times(a.add(b).mod(ORDER)), Q.negate()));
      assertThat(Pairing.productIsOne(pairs)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void multiples_agree_with_repeated_addition() {
    G1 sum = G1.INFINITY;
    for (int i = 0; i < 40; i++) {
      assertThat(P.times(BigInteger.valueOf(i)).toBytes()).isEqualTo(sum.toBytes());
      sum = sum.plus(P);
    }
    assertThat(P.times(ORDER).isInfinity()).isTrue();
    BigInteger a = scalar();
    assertThat(P.times(a).plus(P.times(ORDER.subtract(a))).isInfinity()).isTrue();
  }

  @Test
  void field_arithmetic_agrees_with_big_integers() {
    for (int i = 0; i < 20_000; i++) {
      BigInteger a = edge(i);
      BigInteger b = edge(i / 7);
      assertThat(Fp.of(a).times(Fp.of(b)).toBigInteger()).isEqualTo(a.multiply(b).mod(Fp.P));
      assertThat(Fp.of(a).plus(Fp.of(b)).toBigInteger()).isEqualTo(a.add(b).mod(Fp.P));
      assertThat(Fp.of(a).minus(Fp.of(b)).toBigInteger()).isEqualTo(a.subtract(b).mod(Fp.P));
    }
  }

  private BigInteger edge(int i) {
    return switch (i % 4) {
      case 0 -> BigInteger.valueOf(i % 3);
      case 1 -> Fp.P.subtract(BigInteger.valueOf(1 + i % 3));
      default -> scalar().mod(Fp.P);
    };
  }

  @Test
  void points_that_are_not_in_the_group_are_refused() {
    assertThat(G1.of(BigInteger.ONE, BigInteger.ONE)).isEmpty();
    assertThat(G1.of(Fp.P, BigInteger.ZERO)).isEmpty();
    assertThat(G2.of(BigInteger.ONE, BigInteger.ONE, BigInteger.ONE, BigInteger.ONE)).isEmpty();
    assertThat(twistPointOutsideTheSubgroup()).isEmpty();
  }

  /** The twist has far more points than the group: the first x with a square y² is outside. */
  private static Optional<G2> twistPointOutsideTheSubgroup() {
    for (int i = 1; ; i++) {
      Fp2 x = new Fp2(Fp.of(BigInteger.valueOf(i)), Fp.ZERO);
      Fp2 square = x.square().times(x).plus(G2.B);
      Fp2 root = root(square);
      if (root.square().equals(square)) {
        return G2.of(
            x.a().toBigInteger(),
            x.b().toBigInteger(),
            root.a().toBigInteger(),
            root.b().toBigInteger());
      }
    }
  }

  /** A square root if there is one, by way of the norm. */
  private static Fp2 root(Fp2 c) {
    Fp half = Fp.of(BigInteger.TWO).inverse();
    Fp norm = root(c.a().square().plus(c.b().square()));
    Fp delta = c.a().plus(norm).times(half);
    if (!root(delta).square().equals(delta)) {
      delta = c.a().minus(norm).times(half);
    }
    Fp real = root(delta);
    return new Fp2(real, c.b().times(half).times(real.inverse()));
  }

  private static Fp root(Fp a) {
    return Fp.of(a.toBigInteger().modPow(Fp.P.add(BigInteger.ONE).shiftRight(2), Fp.P));
  }

  @Test
  void the_fast_square_agrees_with_the_plain_one_on_the_cyclotomic_subgroup() {
    Fp12 f =
        new Fp12(new Fp6(G2.B, Fp2.XI, Fp2.ONE), new Fp6(Fp2.XI.square(), G2.B.square(), Fp2.ZERO));
    Fp12 t = f.conjugate().times(f.inverse());
    Fp12 r = t.frobenius().frobenius().times(t);
    assertThat(r.cyclotomicSquare()).isEqualTo(r.square()).isEqualTo(r.times(r));
  }
}
