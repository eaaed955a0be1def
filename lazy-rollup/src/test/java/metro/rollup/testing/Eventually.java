package metro.rollup.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits on conditions. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Eventually() {}

  /** Waits until {@code condition} holds; fails the test when it never does. */
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }
}
