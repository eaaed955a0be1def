package metro.node.ingress;

import java.time.Duration;

/**
 * Bounds of the way in. They are this member's own and may differ between members.
 *
 * @param recoveryThreads platform threads that recover signatures
 * @param maxQueuedRecoveries submissions waiting for them
 * @param maxInFlight submissions between arrival and answer on this member
 * @param maxInFlightBytes bytes of them
 * @param maxPoolBytes bytes waiting in the leader's pool
 * @param maxPoolEntries submissions waiting there
 * @param maxPerSender transactions of one sender waiting there
 * @param maxParkedAhead how far a nonce may be ahead of what can be ordered
 * @param maxSponsoredReplacements replacements of one nonce somebody else pays for
 * @param maxBundles bundles waiting there
 * @param gapWait how long a nonce waits for the ones before it
 * @param timeToLive how long anything waits there
 * @param maxProposalsInFlight proposals on their way through the log at once
 * @param proposalBytes size at which a proposal is cut
 * @param answerTimeout until a client is told that the outcome is unknown
 */
public record IngressLimits(
    int recoveryThreads,
    int maxQueuedRecoveries,
    int maxInFlight,
    long maxInFlightBytes,
    long maxPoolBytes,
    int maxPoolEntries,
    int maxPerSender,
    int maxParkedAhead,
    int maxSponsoredReplacements,
    int maxBundles,
    Duration gapWait,
    Duration timeToLive,
    int maxProposalsInFlight,
    int proposalBytes,
    Duration answerTimeout) {

  /** No rollup fills more than one part in so many of the pool. */
  public static final int ROLLUP_SHARE = 2;

  /** A replacement's fee caps are at least so many percent of the replaced one's. */
  public static final int REPLACEMENT_PERCENT = 110;

  /** For a member with {@code cores} processors. */
  public static IngressLimits defaults(int cores) {
    return new IngressLimits(
        cores,
        10_000,
        65_536,
        256L << 20,
        64L << 20,
        32_768,
        64,
        15,
        3,
        1024,
        Duration.ofSeconds(2),
        Duration.ofSeconds(120),
        4,
        256 * 1024,
        Duration.ofSeconds(30));
  }

  /**
   * One byte of a transaction takes some four of the heap while it waits: as it came, decoded, in a
   * proposal and on its way to the others. So what waits fills no more than a quarter of the heap.
   */
  static final int HEAP_SHARE = 16;

  /** These for a member with so many bytes of heap: more than it can hold is refused for now. */
  public IngressLimits withinHeap(long heapBytes) {
    long most = heapBytes / HEAP_SHARE;
    return withInFlight(maxInFlight, Math.min(maxInFlightBytes, most))
        .withPool(maxPoolEntries, Math.min(maxPoolBytes, most));
  }

  /** These with another bound on what waits for an answer. */
  public IngressLimits withInFlight(int count, long bytes) {
    return new IngressLimits(
        recoveryThreads,
        maxQueuedRecoveries,
        count,
        bytes,
        maxPoolBytes,
        maxPoolEntries,
        maxPerSender,
        maxParkedAhead,
        maxSponsoredReplacements,
        maxBundles,
        gapWait,
        timeToLive,
        maxProposalsInFlight,
        proposalBytes,
        answerTimeout);
  }

  /** These with another bound on the pool. */
  public IngressLimits withPool(int entries, long bytes) {
    return new IngressLimits(
        recoveryThreads,
        maxQueuedRecoveries,
        maxInFlight,
        maxInFlightBytes,
        bytes,
        entries,
        maxPerSender,
        maxParkedAhead,
        maxSponsoredReplacements,
        maxBundles,
        gapWait,
        timeToLive,
        maxProposalsInFlight,
        proposalBytes,
        answerTimeout);
  }

  /** These with other waits. */
  public IngressLimits withWaits(Duration gap, Duration ttl, Duration answer) {
    return new IngressLimits(
        recoveryThreads,
        maxQueuedRecoveries,
        maxInFlight,
        maxInFlightBytes,
        maxPoolBytes,
        maxPoolEntries,
        maxPerSender,
        maxParkedAhead,
        maxSponsoredReplacements,
        maxBundles,
        gap,
        ttl,
        maxProposalsInFlight,
        proposalBytes,
        answer);
  }
}
