package metro.ethereum.secp256k1;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import metro.ethereum.Secp256k1;

/**
 * Prints docs/PERFORMANCE.md's table of signatures: microseconds of processor time per signature,
 * with libsecp256k1 one by one in turns with our batches, so that a busy machine slows both.
 */
public final class SignatureTable {
  private static final int[] BATCHES = {16, 32, 64, 128, 256, 1024, 4096};
  private static final int[] SENDERS = {1, 16, 100, 1000, Integer.MAX_VALUE};
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 2;
  private static final int SINGLES = 64;
  private static final int PER_ROUND = 1024;

  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
  private final Secp256k1 single = Secp256k1.fastest();
  private final BatchVerifier verifier = new BatchVerifier(single);

  private SignatureTable() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    SignatureTable table = new SignatureTable();
    table.measure(256, 100);
    System.out.println(
        "| batch | senders | together, us | recovery, us | times | verification, us |");
    System.out.println("|---|---|---|---|---|---|");
    for (int batch : BATCHES) {
      for (int senders : SENDERS) {
        if (senders <= batch || senders == Integer.MAX_VALUE) {
          table.print(batch, senders);
        }
      }
    }
  }

  private void print(int batch, int senders) {
    double[] m = measure(batch, Math.min(batch, senders));
    String who = senders == Integer.MAX_VALUE ? "all different" : String.valueOf(senders);
    System.out.printf(
        "| %d | %s | %.1f | %.1f | **%.1f** | %.1f |%n", batch, who, m[0], m[1], m[1] / m[0], m[2]);
  }

  /** Medians: together, recovery, verification. */
  private double[] measure(int batch, int senders) {
    List<SignatureClaim> claims = new Claims(batch, senders).list(batch);
    List<SignatureClaim> few = new Claims(batch, 8).list(SINGLES);
    int times = Math.max(1, PER_ROUND / batch);
    double[][] taken = new double[3][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      int at = Math.max(0, round);
      taken[1][at] = time(SINGLES, () -> require(few.stream().allMatch(verifier::isTrue)));
      taken[2][at] = time(SINGLES, () -> require(few.stream().allMatch(this::verify)));
      taken[0][at] =
          time(
              batch * times,
              () -> {
                for (int i = 0; i < times; i++) {
                  require(verifier.falseOnes(claims).isEmpty());
                }
              });
    }
    return Arrays.stream(taken).mapToDouble(SignatureTable::median).toArray();
  }

  private boolean verify(SignatureClaim claim) {
    return single.verify(
        claim.digest().bytes(), claim.signature(), claim.publicKey().arrayForReading());
  }

  private double time(int signatures, Runnable work) {
    long before = clock.getCurrentThreadCpuTime();
    work.run();
    return (clock.getCurrentThreadCpuTime() - before) / 1000.0 / signatures;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalStateException("a good signature was refused");
    }
  }
}
