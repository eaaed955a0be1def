package metro.bench.yardstick;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.state.Admission;
import metro.state.BlockVerifier;

/** Signatures one core recovers through the binding members use, with nothing around it. */
public final class Recoveries {
  private static final String NAME = "signature recoveries per second and core, before ";

  private static final long WARM_NANOS = 500_000_000;

  private Recoveries() {}

  /**
   * How the figure is called that was measured before a load step. Each step has its own, for a
   * shared machine is not as fast all the time.
   */
  public static String before(String step) {
    return NAME + step;
  }

  /**
   * Recovers the signers of {@code raws} again and again.
   *
   * @param seconds of processor time
   */
  public static double perSecond(List<byte[]> raws, double seconds) {
    List<Admission.Admitted> admitted =
        raws.stream().map(r -> (Admission.Admitted) Admission.of(Bytes.wrap(r))).toList();
    BlockVerifier verifier = new BlockVerifier(Secp256k1.fastest());
    perSecond(verifier, admitted, WARM_NANOS);
    return perSecond(verifier, admitted, (long) (seconds * 1e9));
  }

  /** By the thread's own processor time: a busy neighbour does not change the figure much. */
  private static double perSecond(
      BlockVerifier verifier, List<Admission.Admitted> admitted, long nanos) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    long done = 0;
    long spent = 0;
    while (spent < nanos) {
      for (Admission.Admitted item : admitted) {
        if (verifier.publicKey(item).isEmpty()) {
          throw new IllegalStateException("a signature of ours leads to no key");
        }
      }
      done += admitted.size();
      spent = threads.getCurrentThreadCpuTime() - start;
    }
    return done * 1e9 / spent;
  }
}
