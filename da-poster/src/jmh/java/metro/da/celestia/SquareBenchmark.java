package metro.da.celestia;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import metro.da.Blob;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A full square of random data: extending it, all its roots, and the commitment to a mebibyte. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx3g")
public class SquareBenchmark {
  private static final int MEBIBYTE = 1 << 20;

  /** Width of the original square. */
  @Param({"16", "32", "64", "128", "256", "512"})
  public int width;

  private Square square = Square.EMPTY;
  private ExtendedSquare extended = ExtendedSquare.of(Square.EMPTY);
  private Blob blob =
      Blob.unsigned(Namespace.v0(new byte[] {1, 0}), Bytes.wrap(new byte[MEBIBYTE]));

  /** Random cells of one namespace. */
  @Setup(Level.Trial)
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] cells = new byte[width * width * Share.SIZE];
    random.nextBytes(cells);
    byte[] namespace = blob.namespace().bytes().toArray();
    for (int at = 0; at < cells.length; at += Share.SIZE) {
      System.arraycopy(namespace, 0, cells, at, Namespace.SIZE);
    }
    square = new Square(width, Bytes.wrap(cells));
    extended = ExtendedSquare.of(square);
    byte[] data = Arrays.copyOf(cells, MEBIBYTE);
    blob = Blob.unsigned(blob.namespace(), Bytes.wrap(data));
  }

  /** The erasure code alone. */
  @Benchmark
  public ExtendedSquare extend() {
    return ExtendedSquare.of(square);
  }

  /** All row and column roots and the data root of an extended square. */
  @Benchmark
  public Hash roots() {
    return extended.header().dataRoot();
  }

  /** What a block takes: both. */
  @Benchmark
  public Hash extendAndRoots() {
    return ExtendedSquare.of(square).header().dataRoot();
  }

  /** The commitment to one mebibyte, the same at every width. */
  @Benchmark
  public Hash commitmentOfOneMebibyte() {
    return ShareCommitment.of(blob);
  }
}
