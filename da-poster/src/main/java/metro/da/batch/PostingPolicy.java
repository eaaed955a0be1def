package metro.da.batch;

import java.time.Duration;

/**
 * How patient the poster is. Heights are the DA layer's.
 *
 * @param minAge of the oldest unposted certified block before a batch is made of it, unless the
 *     batch is full
 * @param inheritedHeights that pass before a batch which an earlier leader prepared is submitted
 *     again: its own submission may still be on the way
 * @param doubtHeights that pass before a submission of unknown outcome is repeated
 * @param maxScanHeights looked at in one step
 * @param signedHeights DA heights for which a signed transaction is good
 */
public record PostingPolicy(
    Duration minAge,
    int inheritedHeights,
    int doubtHeights,
    int maxScanHeights,
    int signedHeights) {
  /** For Celestia's 3 to 6 seconds and for the embedded layer's one. */
  public static final PostingPolicy DEFAULT =
      new PostingPolicy(Duration.ofSeconds(1), 3, 5, 64, 20);

  /**
   * For a layer on which at most one of several attempts lands, such as Ethereum: a repetition
   * needs no wait, it is how the layer's transaction is kept going. A block there takes twelve
   * seconds.
   */
  public static final PostingPolicy AT_MOST_ONE =
      new PostingPolicy(Duration.ofSeconds(12), 0, 0, 64, 20);

  public PostingPolicy {
    if (minAge.isNegative()
        || inheritedHeights < 0
        || doubtHeights < 0
        || maxScanHeights < 1
        || signedHeights < 1) {
      throw new IllegalArgumentException(
          "posting policy: nothing is negative, scans and signed heights are 1 or more");
    }
  }
}
