package metro.bench.cluster;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import metro.bench.result.MemorySample;

/** Reads what a member holds: from its metrics, from {@code /proc} and from its files. */
final class MemoryMeter {
  private static final String HEAP = "area=\"heap\"";
  // All collectors' pools for what is old end like this.
  private static final String OLD = " Old Gen\"";

  private MemoryMeter() {}

  /** One sample; empty when the member does not answer or has died. */
  static Optional<MemorySample> read(Member member, double seconds) throws IOException {
    Optional<Metrics> metrics = member.metrics();
    Optional<Double> resident = resident(member.pid());
    if (metrics.isEmpty() || resident.isEmpty()) {
      return Optional.empty();
    }
    Metrics m = metrics.get();
    return Optional.of(
        new MemorySample(
            seconds,
            afterGc(m),
            m.sum("jvm_memory_used_bytes", HEAP),
            m.sum("jvm_memory_committed_bytes", HEAP),
            m.sum("jvm_memory_max_bytes", HEAP),
            m.sum("jvm_memory_used_bytes", "area=\"nonheap\""),
            m.sum("jvm_buffer_pool_used_bytes", "pool=\"direct\""),
            resident.get(),
            directory(member.directory()),
            m.sum("jvm_gc_collection_seconds_sum"),
            m.sum(Metrics.APPLIED_BYTES)));
  }

  /**
   * Young pools tell what the newest collection left in them. The old one tells that of the newest
   * collection of everything, which may be long ago or never; but its use changes in collections
   * alone (but for the rare object too large for the young one), so what it is now is what the
   * newest left.
   */
  private static double afterGc(Metrics m) {
    String collected = "jvm_memory_pool_collection_used_bytes";
    return m.sum(collected) - m.sum(collected, OLD) + m.sum("jvm_memory_pool_used_bytes", OLD);
  }

  private static Optional<Double> resident(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
        .findFirst();
  }

  /** Snapshots are hard links: a file with many names is counted once. */
  private static double directory(Path directory) throws IOException {
    Set<Object> seen = new HashSet<>();
    double[] bytes = {0};
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (seen.add(Objects.requireNonNullElse(attributes.fileKey(), file))) {
              bytes[0] += attributes.size();
            }
            return FileVisitResult.CONTINUE;
          }

          // Files come and go while this looks.
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        };
    Files.walkFileTree(directory, visitor);
    return bytes[0];
  }
}
