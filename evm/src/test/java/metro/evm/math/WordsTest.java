package metro.evm.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import metro.ethereum.UInt256;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
  private static final int ROUNDS = 50_000;

  private final long seed = Long.getLong("metro.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Division division = new Division();

  @Test
  void arithmetic_agrees_with_big_integers() {
    check("add", Words::add, (a, b) -> a.add(b));
    check("sub", Words::sub, (a, b) -> a.subtract(b));
    check("mul", Words::mul, (a, b) -> a.multiply(b));
    check("div", division::div, (a, b) -> zero(b) ? b : a.divide(b));
    check("mod", division::mod, (a, b) -> zero(b) ? b : a.mod(b));
    check("sdiv", division::signedDiv, (a, b) -> zero(b) ? b : signed(a).divide(signed(b)));
    check("smod", division::signedMod, (a, b) -> zero(b) ? b : signed(a).remainder(signed(b)));
  }

  @Test
  void shifts_and_bytes_agree_with_big_integers() {
    check("shl", Words::shl, (n, x) -> shift(n) < 0 ? BigInteger.ZERO : x.shiftLeft(shift(n)));
    check("shr", Words::shr, (n, x) -> shift(n) < 0 ? BigInteger.ZERO : x.shiftRight(shift(n)));
    check("sar", Words::sar, (n, x) -> signed(x).shiftRight(shift(n) < 0 ? 256 : shift(n)));
    check("byte", Words::byteAt, WordsTest::byteAt);
    check("signextend", Words::signExtend, WordsTest::signExtend);
  }

  @Test
  void exponentiation_agrees_with_big_integers() {
    long[] scratch = new long[4];
    for (int i = 0; i < 500; i++) {
      BigInteger a = number();
      BigInteger b = number();
      long[] s = stack(b, a);
      Words.exp(s, 8, scratch);
      assertThat(read(s, 0)).as("seed %d: %s ^ %s", seed, a, b).isEqualTo(a.modPow(b, MODULUS));
    }
  }

  @Test
  void modular_operations_do_not_overflow() {
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger a = number();
      BigInteger b = number();
      BigInteger m = number();
      long[] s = stack(m, b, a);
      division.addMod(s, 12);
      assertThat(read(s, 0))
          .as("seed %d: %s + %s mod %s", seed, a, b, m)
          .isEqualTo(zero(m) ? m : a.add(b).mod(m));
      s = stack(m, b, a);
      division.mulMod(s, 12);
      assertThat(read(s, 0))
          .as("seed %d: %s * %s mod %s", seed, a, b, m)
          .isEqualTo(zero(m) ? m : a.multiply(b).mod(m));
    }
  }

  @Test
  void comparisons_agree_with_big_integers() {
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger a = number();
      BigInteger b = random.nextInt(4) == 0 ? a : number();
      long[] s = stack(b, a);
      assertThat(Words.isLess(s, 4, 0)).isEqualTo(a.compareTo(b) < 0);
      assertThat(Words.isSignedLess(s, 4, 0)).isEqualTo(signed(a).compareTo(signed(b)) < 0);
      assertThat(Words.isEqual(s, 4, 0)).isEqualTo(a.equals(b));
      assertThat(Words.bitLength(s, 4)).isEqualTo(a.bitLength());
    }
  }

  private void check(
      String name, BiConsumer<long[], Integer> operation, BinaryOperator<BigInteger> expected) {
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger a = random.nextInt(3) == 0 ? BigInteger.valueOf(random.nextInt(300)) : number();
      BigInteger b = number();
      long[] s = stack(b, a);
      operation.accept(s, 8);
      assertThat(read(s, 0))
          .as("seed %d: %s %s %s", seed, name, a, b)
          .isEqualTo(expected.apply(a, b).mod(MODULUS));
    }
  }

  /** Numbers of every length, dense in runs of ones and zeros, where carries hide. */
  private BigInteger number() {
    byte[] bytes = new byte[random.nextInt(33)];
    random.nextBytes(bytes);
    int kind = random.nextInt(3);
    for (int i = 0; i < bytes.length && kind > 0; i++) {
      if (random.nextInt(4) != 0) {
        bytes[i] = (byte) (i % 16 < 8 == (kind == 1) ? 0xff : 0);
      }
    }
    return new BigInteger(1, bytes);
  }

  private static long[] stack(BigInteger... words) {
    long[] s = new long[4 * words.length];
    for (int i = 0; i < words.length; i++) {
      Words.set(s, 4 * i, UInt256.of(words[i]));
    }
    return s;
  }

  private static BigInteger read(long[] s, int at) {
    return Words.get(s, at).toBigInteger();
  }

  private static boolean zero(BigInteger x) {
    return x.signum() == 0;
  }

  private static BigInteger signed(BigInteger x) {
    return x.testBit(255) ? x.subtract(MODULUS) : x;
  }

  private static int shift(BigInteger n) {
    return n.bitLength() > 8 ? -1 : n.intValue();
  }

  private static BigInteger byteAt(BigInteger index, BigInteger x) {
    return index.bitLength() > 5
        ? BigInteger.ZERO
        : x.shiftRight(8 * (31 - index.intValue())).and(BigInteger.valueOf(255));
  }

  private static BigInteger signExtend(BigInteger index, BigInteger x) {
    if (index.bitLength() > 5 || index.intValue() == 31) {
      return x;
    }
    int bits = 8 * index.intValue() + 8;
    BigInteger low = x.mod(BigInteger.ONE.shiftLeft(bits));
    return low.testBit(bits - 1) ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
  }
}
