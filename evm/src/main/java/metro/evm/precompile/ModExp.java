package metro.evm.precompile;

import java.math.BigInteger;
import java.util.Optional;

/** 0x05: base to the power of exponent modulo modulus (EIP-198). */
record ModExp(Pricing pricing) implements Precompile {
  /** How it is paid. */
  enum Pricing {
    /** Berlin to Prague. */
    EIP_2565,
    /** Osaka, with the length limit of EIP-7823. */
    EIP_7883
  }

  private static final int HEADER_BYTES = 96;
  private static final int MAX_LENGTH_EIP_7823 = 1024;
  private static final BigInteger MAX_GAS = BigInteger.valueOf(Long.MAX_VALUE);

  /** The three lengths; {@code Integer.MAX_VALUE} stands for everything from there on. */
  private record Lengths(long base, long exponent, long modulus) {
    static Lengths of(byte[] input) {
      return new Lengths(length(input, 0), length(input, 32), length(input, 64));
    }

    private static long length(byte[] input, int offset) {
      BigInteger value = Input.number(input, offset, 32);
      return value.bitLength() > 31 ? Integer.MAX_VALUE : value.longValue();
    }

    long operand() {
      return Math.max(base, modulus);
    }

    boolean tooLong(long limit) {
      return Math.max(operand(), exponent) > limit;
    }
  }

  @Override
  public long gas(byte[] input) {
    Lengths lengths = Lengths.of(input);
    return pricing == Pricing.EIP_2565 ? gas2565(input, lengths) : gas7883(input, lengths);
  }

  private static long gas2565(byte[] input, Lengths lengths) {
    BigInteger words = BigInteger.valueOf((lengths.operand() + 7) >> 3);
    BigInteger cost =
        words.multiply(words).multiply(iterations(input, lengths, 8)).divide(BigInteger.valueOf(3));
    return cost.max(BigInteger.valueOf(200)).min(MAX_GAS).longValue();
  }

  private static long gas7883(byte[] input, Lengths lengths) {
    if (lengths.tooLong(MAX_LENGTH_EIP_7823)) {
      return Long.MAX_VALUE;
    }
    BigInteger words = BigInteger.valueOf((lengths.operand() + 7) >> 3);
    BigInteger complexity =
        lengths.operand() <= 32 ? BigInteger.valueOf(16) : words.multiply(words).shiftLeft(1);
    BigInteger cost = complexity.multiply(iterations(input, lengths, 16));
    return cost.max(BigInteger.valueOf(500)).min(MAX_GAS).longValue();
  }

  private static BigInteger iterations(byte[] input, Lengths lengths, int perByte) {
    int headLength = (int) Math.min(32, lengths.exponent());
    BigInteger head = Input.number(input, HEADER_BYTES + lengths.base(), headLength);
    long headBits = Math.max(0, head.bitLength() - 1);
    long tailBytes = Math.max(0, lengths.exponent() - 32);
    return BigInteger.valueOf(Math.max(1, perByte * tailBytes + headBits));
  }

  @Override
  public Optional<byte[]> run(byte[] input) {
    Lengths lengths = Lengths.of(input);
    if (pricing == Pricing.EIP_7883 && lengths.tooLong(MAX_LENGTH_EIP_7823)) {
      return Optional.empty();
    }
    if (lengths.operand() == 0) {
      return Optional.of(Input.NONE);
    }
    if (lengths.tooLong(Integer.MAX_VALUE - 1L)) {
      // Nobody has paid for this much.
      return Optional.empty();
    }
    return Optional.of(power(input, lengths));
  }

  private static byte[] power(byte[] input, Lengths lengths) {
    long exponentAt = HEADER_BYTES + lengths.base();
    long modulusAt = exponentAt + lengths.exponent();
    BigInteger modulus = Input.number(input, modulusAt, (int) lengths.modulus());
    byte[] out = new byte[(int) lengths.modulus()];
    if (modulus.signum() == 0) {
      return out;
    }
    BigInteger base = Input.number(input, HEADER_BYTES, (int) lengths.base());
    BigInteger exponent = Input.number(input, exponentAt, (int) lengths.exponent());
    byte[] result = base.modPow(exponent, modulus).toByteArray();
    int from = Math.max(0, result.length - out.length);
    int length = result.length - from;
    System.arraycopy(result, from, out, out.length - length, length);
    return out;
  }
}
