package metro.node.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long STEP_NANOS = 5_000_000;

  private Await() {}

  /** Waits until {@code condition} holds; fails the test when it does not within a minute. */
  public static void until(String what, BooleanSupplier condition) {
    var _ = present(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** What {@code source} has as soon as it has something; fails as {@link #until} does. */
  public static <T> T present(String what, Supplier<Optional<T>> source) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Optional<T> found = source.get();
    while (found.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + LIMIT + " still not: " + what);
      }
      LockSupport.parkNanos(STEP_NANOS);
      found = source.get();
    }
    return found.get();
  }
}
