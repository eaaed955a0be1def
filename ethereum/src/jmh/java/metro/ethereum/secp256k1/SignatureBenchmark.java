package metro.ethereum.secp256k1;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Secp256k1;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Microseconds per signature, together and one by one. On a busy machine see {@link
 * SignatureTable}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xmx1g"})
@State(Scope.Benchmark)
public class SignatureBenchmark {
  private static final int SIGNATURES = 4096;

  @Param({"32", "256", "1024", "4096"})
  public int batch;

  @Param({"1", "100", "1000", "4096"})
  public int senders;

  private final Secp256k1 secp256k1 = Secp256k1.fastest();
  private final BatchVerifier verifier = new BatchVerifier(secp256k1);
  private List<SignatureClaim> claims = List.of();

  @Setup
  public void sign() {
    claims = new Claims(1, senders).list(SIGNATURES);
  }

  @Benchmark
  @OperationsPerInvocation(SIGNATURES)
  public int together() {
    int wrong = 0;
    for (int from = 0; from < SIGNATURES; from += batch) {
      BitSet found = verifier.falseOnes(claims.subList(from, from + batch));
      wrong += found.cardinality();
    }
    return wrong;
  }

  @Benchmark
  @OperationsPerInvocation(SIGNATURES)
  public int oneByOne() {
    int right = 0;
    for (SignatureClaim claim : claims) {
      right += verifier.isTrue(claim) ? 1 : 0;
    }
    return right;
  }
}
