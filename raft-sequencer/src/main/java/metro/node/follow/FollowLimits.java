package metro.node.follow;

import java.time.Duration;

/**
 * Bounds of the follow streams.
 *
 * @param maxSubscribers streams at once
 * @param slowReaderTimeout how long a connection may refuse the next message
 * @param heartbeat longest silence on a stream
 */
public record FollowLimits(int maxSubscribers, Duration slowReaderTimeout, Duration heartbeat) {
  /** For a public port. */
  public static final FollowLimits DEFAULT =
      new FollowLimits(4096, Duration.ofSeconds(60), Duration.ofSeconds(10));

  /** Blocks of history between two certificates. */
  static final int CERTIFICATE_EVERY_BLOCKS = 512;
}
