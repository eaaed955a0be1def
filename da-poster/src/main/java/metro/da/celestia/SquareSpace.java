package metro.da.celestia;

import java.util.List;

/** How much room blobs take in a square, paddings included: nobody pays gas for these. */
public final class SquareSpace {
  private SquareSpace() {}

  /**
   * Shares from the first of these blobs to the last when they stand one after another, each where
   * its commitment allows it to begin, the first where any may.
   *
   * @param shareCounts of each blob, in the order of namespaces
   */
  public static int shares(List<Integer> shareCounts) {
    int end = 0;
    for (int shares : shareCounts) {
      end = SubtreeLayout.nextShareIndex(end, shares) + shares;
    }
    return end;
  }
}
