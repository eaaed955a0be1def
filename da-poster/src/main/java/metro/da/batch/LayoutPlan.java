package metro.da.batch;

import java.util.List;
import metro.da.celestia.Gas;
import metro.da.celestia.Share;

/**
 * Which layout a batch gets, and why: a pure function of the sizes of its encoded parts, so members
 * of one release choose alike whatever certificate is at hand. Gas is Celestia's, for whole shares
 * and for each blob.
 *
 * @param layout the choice
 * @param perNamespaceGas what the parts cost in blobs of their own
 * @param denseGas what they cost in one
 */
public record LayoutPlan(Layout layout, long perNamespaceGas, long denseGas) {
  /**
   * Parts stand in their rollups' namespaces unless one blob saves at least so many hundredths:
   * everybody has to read all of the committee's namespace.
   */
  public static final int DENSE_SAVES_PERCENT = 10;

  /**
   * The plan for parts whose bodies have these lengths.
   *
   * @param signed whether blobs name their signer
   */
  public static LayoutPlan of(List<Integer> bodies, boolean signed) {
    long shares = 0;
    long bytes = 0;
    for (int body : bodies) {
      shares += Share.sharesNeeded(BatchCodec.HEADER_SIZE + body, signed);
      bytes += body;
    }
    long own = ofBlobs(shares, bodies.size());
    long size = DenseBlob.size(bodies.size(), bytes);
    long dense = ofBlobs(Share.sharesNeeded(Math.toIntExact(size), signed), 1);
    boolean pays = !bodies.isEmpty() && dense * 100 <= own * (100 - DENSE_SAVES_PERCENT);
    return new LayoutPlan(pays ? Layout.DENSE : Layout.PER_NAMESPACE, own, dense);
  }

  /** What blobs add to a transaction. */
  private static long ofBlobs(long shares, int blobs) {
    return Gas.estimate(shares, blobs) - Gas.estimate(0, 0);
  }

  /** One line for people. */
  public String reason() {
    long saved = perNamespaceGas == 0 ? 0 : 100 - denseGas * 100 / perNamespaceGas;
    return "%s: the parts cost %,d gas in blobs of their own, %,d in one, %d %% less; from %d %% on"
            .formatted(layout, perNamespaceGas, denseGas, saved, DENSE_SAVES_PERCENT)
        + " they go into one";
  }
}
