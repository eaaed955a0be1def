package metro.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class UInt256Test {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  @Test
  void arithmeticIsThatOfBigIntegerModulo2To256() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 50_000; i++) {
      UInt256 a = number(random);
      UInt256 b = number(random);
      BigInteger x = a.toBigInteger();
      BigInteger y = b.toBigInteger();
      long f = random.nextInt(3) == 0 ? -1L - random.nextInt(3) : random.nextLong();
      assertThat(a.plus(b).toBigInteger()).isEqualTo(x.add(y).mod(MODULUS));
      assertThat(a.minus(b).toBigInteger()).isEqualTo(x.subtract(y).mod(MODULUS));
      assertThat(a.times(f).toBigInteger())
          .isEqualTo(x.multiply(new BigInteger(Long.toUnsignedString(f))).mod(MODULUS));
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(x.compareTo(y));
      assertThat(a.min(b).toBigInteger()).isEqualTo(x.min(y));
      assertThat(a.bitLength()).isEqualTo(x.bitLength());
      assertThat(a.isZero()).isEqualTo(x.signum() == 0);
      assertThat(a.fitsLong()).isEqualTo(x.bitLength() < 64);
      assertThat(a.toLongSaturated())
          .isEqualTo(x.bitLength() < 64 ? x.longValue() : Long.MAX_VALUE);
    }
  }

  @Test
  void everyFormIsReadBack() {
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 5_000; i++) {
      UInt256 a = number(random);
      assertThat(UInt256.of(a.toBigInteger())).isEqualTo(a);
      assertThat(UInt256.fromBytes(a.toBytes())).isEqualTo(a);
      assertThat(UInt256.fromBytes(a.toMinimalBytes())).isEqualTo(a);
      assertThat(UInt256.parse(a.toString())).isEqualTo(a);
      assertThat(UInt256.parse(a.toQuantity())).isEqualTo(a);
      assertThat(a.toMinimalBytes()).hasSize((a.bitLength() + 7) / 8);
      assertThat(RlpReader.of(new RlpWriter().uint256(a).toBytes()).uint256()).isEqualTo(a);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> UInt256.of(MODULUS)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> UInt256.of(BigInteger.valueOf(-1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> UInt256.fromBytes(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(UInt256.MAX::toLongExact).isInstanceOf(ArithmeticException.class);
    assertThat(UInt256.ZERO.toQuantity()).isEqualTo("0x0");
  }

  /** Numbers of all sizes, with many words of only zeros or only ones. */
  private static UInt256 number(SplittableRandom random) {
    return new UInt256(word(random), word(random), word(random), word(random));
  }

  private static long word(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> random.nextInt(5);
      default -> random.nextLong();
    };
  }
}
