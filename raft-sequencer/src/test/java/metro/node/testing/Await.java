package metro.node.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long STEP_NANOS = 5_000_000;

  private Await() {}

  /** Waits until {@code condition} holds; fails the test when it does not within a minute. */
  public static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + LIMIT + " still not: " + what);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
