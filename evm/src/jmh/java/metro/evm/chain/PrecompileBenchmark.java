package metro.evm.chain;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.precompile.Precompile;
import metro.evm.precompile.Precompiles;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Microseconds of single operations. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xmx1g"})
@State(Scope.Benchmark)
public class PrecompileBenchmark {
  private static final String G2 =
      "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
          + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
          + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
          + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
  private static final String ONE = "0".repeat(63) + "1";
  private static final String TWO = "0".repeat(63) + "2";
  private static final String MINUS_TWO =
      "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45";

  private final Precompile pairing = precompile(8);
  private final Precompile modExp = precompile(5);
  private final byte[] twoPairs = Hex.decode(ONE + TWO + G2 + ONE + MINUS_TWO + G2);
  private final byte[] powers = powers(256);
  private final byte[] word = Hex.decode(G2.substring(0, 64));
  private final byte[] node = Arrays.copyOf(Hex.decode(G2 + G2 + G2 + G2 + G2), 532);

  private static Precompile precompile(int number) {
    return Precompiles.osaka().get(Precompiles.at(number));
  }

  /** Base, odd modulus and exponent of {@code size} random bytes each. */
  private static byte[] powers(int size) {
    byte[] random = new byte[3 * size];
    new SplittableRandom(1).nextBytes(random);
    random[random.length - 1] |= 1;
    byte[] length = UInt256.of(size).toBytes();
    byte[] out = new byte[96 + random.length];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(length, 0, out, 32 * i, 32);
    }
    System.arraycopy(random, 0, out, 96, random.length);
    return out;
  }

  /** BN254, two pairs whose product is one. */
  @Benchmark
  public Optional<byte[]> pairingOfTwo() {
    Optional<byte[]> result = pairing.run(twoPairs);
    if (result.isEmpty() || result.get()[31] != 1) {
      throw new IllegalStateException("the product is one");
    }
    return result;
  }

  /** 2048 bits each. */
  @Benchmark
  public Optional<byte[]> modExp2048() {
    return modExp.run(powers);
  }

  /** A key of the tries. */
  @Benchmark
  public byte[] keccakOf32Bytes() {
    return Keccak.keccak256(word);
  }

  /** A full branch of a trie. */
  @Benchmark
  public byte[] keccakOf532Bytes() {
    return Keccak.keccak256(node);
  }
}
