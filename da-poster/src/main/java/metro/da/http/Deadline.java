package metro.da.http;

import java.time.Duration;

/** When several calls together must be done. */
public final class Deadline {
  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  /** The instant {@code timeout} from now. */
  public static Deadline after(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  /** The time that is left; zero or negative when there is none. */
  public Duration left() {
    return Duration.ofNanos(atNanos - System.nanoTime());
  }

  /** Whether no time is left. */
  public boolean isOver() {
    return !left().isPositive();
  }
}
