package metro.da.batch;

import com.github.luben.zstd.Zstd;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Bytes;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A rollup's part of a batch to its blob and back; megabytes of content in a second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xmx1g"})
public class BatchBenchmark {
  /** A part with ten thousand signed transactions. */
  @State(Scope.Benchmark)
  public static class Part {
    /** What people do. */
    @Param({"TRANSFERS", "ERC20", "MIXED"})
    public SampleTraffic.Mix mix = SampleTraffic.Mix.MIXED;

    private RollupBatch part = new SampleTraffic(SampleTraffic.Mix.MIXED, 4).part(1);
    private Bytes blob = Bytes.EMPTY;
    private byte[] rlp = new byte[0];
    private double megabytes;

    /** Signs the transactions. */
    @Setup
    public void sign() {
      part = new SampleTraffic(mix, 4).part(10_000);
      blob = BatchCodec.encode(BatchCodec.compress(part));
      rlp = DaBytes.concatenated(part);
      megabytes = part.content().length / 1e6;
    }
  }

  /** Counts content. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Content {
    /** Shown as megabytes in a second. */
    public double megabytes;
  }

  /** Both encodings, the smaller one is taken. */
  @Benchmark
  public Bytes encode(Part it, Content content) {
    content.megabytes += it.megabytes;
    return BatchCodec.encode(BatchCodec.compress(it.part));
  }

  /** The columns alone. */
  @Benchmark
  public int encodeColumns(Part it, Content content) {
    content.megabytes += it.megabytes;
    return PartColumns.encode(it.part, Integer.MAX_VALUE).orElseThrow().length;
  }

  /** For comparison: a general compressor over the concatenated RLP. */
  @Benchmark
  public byte[] zstd19(Part it, Content content) {
    content.megabytes += it.megabytes;
    return Zstd.compress(it.rlp, 19);
  }

  /** As a reader does before it checks hashes. */
  @Benchmark
  public RollupBatch decode(Part it, Content content) {
    content.megabytes += it.megabytes;
    return BatchCodec.decode(BatchCodec.open(it.blob));
  }
}
