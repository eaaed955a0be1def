package metro.da.batch;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import metro.da.batch.SampleTraffic.Mix;
import metro.ethereum.Bytes;

/**
 * Prints megabytes of content in a second of processor time, the best of some runs: unlike time on
 * the clock that says something on a machine that has other things to do.
 */
public final class DaSpeed {
  private static final int SEED = 4;
  private static final int TRANSACTIONS = 10_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private DaSpeed() {}

  /** Something to be measured. */
  private interface Work {
    Object run() throws IOException;
  }

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws IOException {
    Brotli4jLoader.ensureAvailability();
    System.out.println("| traffic | encode | columns alone | decode | zstd-19 | brotli-11 |");
    System.out.println("|---|---|---|---|---|---|");
    for (Mix mix : Mix.values()) {
      RollupBatch part = new SampleTraffic(mix, SEED).part(TRANSACTIONS);
      byte[] rlp = DaBytes.concatenated(part);
      Bytes blob = BatchCodec.encode(BatchCodec.compress(part));
      double megabytes = part.content().length / 1e6;
      System.out.printf(
          "| %s | %.1f | %.1f | %.1f | %.1f | %.1f |%n",
          mix,
          megabytes / seconds(8, () -> BatchCodec.compress(part)),
          megabytes / seconds(8, () -> PartColumns.encode(part, Integer.MAX_VALUE)),
          megabytes / seconds(12, () -> BatchCodec.decode(BatchCodec.open(blob))),
          megabytes / seconds(2, () -> Zstd.compress(rlp, 19)),
          megabytes / seconds(1, () -> brotli(rlp)));
    }
  }

  private static byte[] brotli(byte[] rlp) throws IOException {
    return Encoder.compress(rlp, new Encoder.Parameters().setQuality(11).setWindow(24));
  }

  private static double seconds(int runs, Work work) throws IOException {
    long best = Long.MAX_VALUE;
    long results = 0;
    for (int i = 0; i < runs; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      results += work.run().hashCode() == 0 ? 1 : 0;
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    return best / 1e9 + (results > runs ? 1 : 0);
  }
}
