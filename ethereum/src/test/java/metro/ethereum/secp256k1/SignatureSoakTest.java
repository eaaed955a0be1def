package metro.ethereum.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metro.ethereum.BouncyCastleSecp256k1;
import metro.ethereum.NativeSecp256k1;
import metro.ethereum.Secp256k1;
import org.junit.jupiter.api.Test;

/**
 * Our equation, libsecp256k1 and BouncyCastle say the same of seeded signatures of every kind. Runs
 * for {@code metro.signatures} of them (scripts/sigs-soak for millions) from {@code metro.seed}.
 */
final class SignatureSoakTest {
  private final Secp256k1 java = new BouncyCastleSecp256k1();
  private final Secp256k1 library = NativeSecp256k1.load().<Secp256k1>map(n -> n).orElse(java);
  private final BatchVerifier verifier = new BatchVerifier(library);
  private final BatchVerifier oracle = new BatchVerifier(java);
  private final BatchEquation equation = new BatchEquation(SquareRoots.fastest());

  @Test
  void allThreeAgree() {
    long total = Long.getLong("metro.signatures", 10_000);
    long seed = Long.getLong("metro.seed", 17L);
    long done = 0;
    long wrong = 0;
    for (long batch = seed; done < total; batch++) {
      List<SignatureClaim> claims = claims(batch);
      BitSet expected = new BitSet();
      for (int i = 0; i < claims.size(); i++) {
        boolean isTrue = verifier.isTrue(claims.get(i));
        assertThat(oracle.isTrue(claims.get(i))).as("batch %d, %d", batch, i).isEqualTo(isTrue);
        expected.set(i, !isTrue);
      }
      assertThat(verifier.falseOnes(claims)).as("batch %d", batch).isEqualTo(expected);
      checkEquation(claims, expected, batch);
      done += claims.size();
      wrong += expected.cardinality();
    }
    System.out.printf("seed %d: %,d signatures, %,d of them wrong%n", seed, done, wrong);
    assertThat(wrong).isBetween(done / 10, done / 2);
  }

  /** Without the verifier's fallback, which would hide that the equation refused a true claim. */
  private void checkEquation(List<SignatureClaim> claims, BitSet wrong, long batch) {
    int[] members = equation.prepare(claims);
    int[] right = IntStream.of(members).filter(i -> !wrong.get(i)).toArray();
    assertThat(right).as("true claims are possible").hasSize(claims.size() - wrong.cardinality());
    assertThat(equation.holds(right, 0, right.length)).as("batch %d", batch).isTrue();
    for (int i = 0; i < members.length; i++) {
      if (wrong.get(members[i])) {
        assertThat(equation.holds(members, i, i + 1))
            .as("batch %d, %s", batch, claims.get(members[i]))
            .isFalse();
      }
    }
  }

  /** From 1 to some hundred claims: all good, one odd, some, or all odd. */
  private static List<SignatureClaim> claims(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Cases cases = new Cases(random.nextLong());
    int size = random.nextInt(1, 2 + random.nextInt(400));
    double share = new double[] {0, 1.0 / size, 0.1, 0.5, 1}[random.nextInt(5)];
    List<SignatureClaim> out = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      out.add(random.nextDouble() < share ? cases.odd() : cases.good());
    }
    return out;
  }
}
