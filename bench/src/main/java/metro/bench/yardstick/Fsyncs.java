package metro.bench.yardstick;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import metro.bench.load.LatencyRecorder;
import metro.bench.result.Latency;
import metro.bench.result.Yardstick;

/** Write and force of one size, again and again, into a file that was filled before. */
public final class Fsyncs {
  private static final int FILE_BYTES = 64 << 20;

  private Fsyncs() {}

  /** How the median of one size is called. */
  public static String medianName(int bytes) {
    return "write and fsync of %,d bytes, median".formatted(bytes);
  }

  /** Measures {@code bytes} for {@code seconds} in {@code directory}. */
  public static List<Yardstick> measure(Path directory, int bytes, int repetition, double seconds)
      throws IOException {
    Path file = Files.createTempFile(directory, "fsync", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int at = 0; at < FILE_BYTES; at += 1 << 20) {
        channel.write(ByteBuffer.allocate(1 << 20), at);
      }
      channel.force(true);
      Latency latency = measure(channel, ByteBuffer.allocateDirect(bytes), seconds);
      return List.of(
          new Yardstick(medianName(bytes), repetition, latency.p50Ms(), "ms"),
          new Yardstick(
              "write and fsync of %,d bytes, 99th percentile".formatted(bytes),
              repetition,
              latency.p99Ms(),
              "ms"));
    } finally {
      Files.delete(file);
    }
  }

  private static Latency measure(FileChannel channel, ByteBuffer content, double seconds)
      throws IOException {
    LatencyRecorder recorder = new LatencyRecorder();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long at = 0;
    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
      channel.write(content.rewind(), at);
      channel.force(false);
      recorder.record(System.nanoTime() - start);
      at = at + 2L * content.capacity() > FILE_BYTES ? 0 : at + content.capacity();
    }
    return recorder.take();
  }
}
