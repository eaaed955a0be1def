package metro.bench.result;

import java.util.List;

/**
 * What could be reached on a heap, counted by a collection of all of it.
 *
 * @param bytes of all objects
 * @param largest the classes with most of them
 */
public record LiveHeap(long bytes, List<ClassUse> largest) {
  /** Nobody told. */
  public static final LiveHeap UNKNOWN = new LiveHeap(0, List.of());

  /**
   * The objects of one class.
   *
   * @param name as the JVM writes it
   * @param instances how many
   * @param bytes of them, without what they refer to
   */
  public record ClassUse(String name, long instances, long bytes) {}

  public LiveHeap {
    largest = List.copyOf(largest);
  }

  /** Bytes of the objects of this class; 0 when it is not among the largest. */
  public long bytesOf(String name) {
    return largest.stream().filter(c -> c.name().equals(name)).mapToLong(ClassUse::bytes).sum();
  }
}
