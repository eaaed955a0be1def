package metro.node.disk;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import metro.node.ingress.Intake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how much room the data directory has. Below a floor this member takes no submissions and
 * gives up leading while another member is fit to lead; it goes on logging, applying and signing
 * what others order, for which the floor leaves room. Goes back by itself when there is room again.
 */
public final class DiskGuard implements Intake, AutoCloseable {
  /** The setting of the floor. */
  public static final String SETTING = "disk.min-free-bytes";

  /** The floor unless told otherwise: 1 GiB, some minutes of full blocks. */
  public static final long DEFAULT_FLOOR_BYTES = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
  // A handover has time to end before the next one is tried.
  private static final int CHECKS_BETWEEN_HANDOVERS = 5;
  // So much of the floor more must be free before it ends: snapshots come and go.
  private static final long SLACK_DIVISOR = 8;

  private final FreeSpace space;
  private final long floorBytes;
  private final Leadership leadership;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("disk-guard").factory());
  private volatile boolean low;
  private volatile long freeBytes;
  private boolean unreadable;
  private int checksUntilHandover;
  private int handovers;

  /** The member's office. */
  public interface Leadership {
    /** Whether this member leads. */
    boolean leads();

    /** The other members that say that they could lead. May wait for answers. */
    List<String> successors();

    /** Lets {@code successor} lead, if it is up to date within a moment. */
    void handTo(String successor);
  }

  /**
   * Checks after {@link #start}.
   *
   * @param floorBytes below so much free room the disk counts as nearly full; 0: never
   */
  public DiskGuard(FreeSpace space, long floorBytes, Leadership leadership) {
    this.space = space;
    this.floorBytes = floorBytes;
    this.leadership = leadership;
  }

  /** Looks now, and from now on. */
  public void start() {
    check();
    var _ =
        thread.scheduleWithFixedDelay(
            this::check, CHECK_EVERY.toMillis(), CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the disk counts as nearly full. */
  public boolean isLow() {
    return low;
  }

  /** Bytes that were free when it looked last. */
  public long freeBytes() {
    return freeBytes;
  }

  @Override
  public Optional<String> closedBecause() {
    return low ? Optional.of("the disk of this member is nearly full") : Optional.empty();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  void check() {
    try {
      freeBytes = space.bytes();
      unreadable = false;
    } catch (IOException e) {
      tellUnreadable(e);
      return;
    }
    long enough = low ? floorBytes + floorBytes / SLACK_DIVISOR : floorBytes;
    become(freeBytes < enough);
    if (low) {
      handOverIfAnotherIsFit();
    }
  }

  private void become(boolean nowLow) {
    if (nowLow && !low) {
      checksUntilHandover = 0;
      LOG.warn(
          "the disk of the data directory is nearly full: {} bytes free, {} is {}. No submissions"
              + " are taken until there is room: remove what does not belong there, or make the"
              + " disk larger",
          freeBytes,
          SETTING,
          floorBytes);
    }
    if (!nowLow && low) {
      LOG.info("the disk has room again ({} bytes): submissions are taken", freeBytes);
    }
    low = nowLow;
  }

  private void handOverIfAnotherIsFit() {
    if (!leadership.leads()) {
      checksUntilHandover = 0;
      return;
    }
    if (checksUntilHandover > 0) {
      checksUntilHandover--;
      return;
    }
    List<String> successors = leadership.successors();
    if (!successors.isEmpty()) {
      // Another one each time: the first may be behind.
      String successor = successors.get(handovers++ % successors.size());
      LOG.info("handing leadership to {}: the disk is nearly full", successor);
      leadership.handTo(successor);
      checksUntilHandover = CHECKS_BETWEEN_HANDOVERS;
    }
  }

  private void tellUnreadable(IOException e) {
    if (!unreadable) {
      LOG.warn("the free space of the data directory cannot be read: {}", e.toString());
    }
    unreadable = true;
  }
}
