package metro.bench.result;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one long load did to the members' memory.
 *
 * @param environment where
 * @param senders that sent in turn
 * @param seconds of load
 * @param ordered receipts in them
 * @param throughput over the time
 * @param members of the committee
 * @param allocation of the apply thread, in figures of {@link Yardstick}
 * @param failure why the load ended early or something is missing; empty when nothing is
 */
public record Soak(
    Environment environment,
    int senders,
    double seconds,
    long ordered,
    List<Throughput> throughput,
    List<MemberMemory> members,
    List<Yardstick> allocation,
    Optional<String> failure) {
  /**
   * One stretch of it.
   *
   * @param seconds at its end, since the load began
   * @param orderedPerSecond receipts
   */
  public record Throughput(double seconds, double orderedPerSecond) {}

  public Soak {
    throughput = List.copyOf(throughput);
    members = List.copyOf(members);
    allocation = List.copyOf(allocation);
  }

  /** Writes it as JSON. */
  public void write(Path file) throws IOException {
    JsonFile.write(this, file);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the file cannot be read or is of another format
   */
  public static Soak read(Path file) throws IOException {
    return JsonFile.read(file, Soak.class);
  }
}
