package metro.da;

import java.util.List;
import metro.da.celestia.Namespace;

/**
 * All blobs of a namespace at one height, proven to be all.
 *
 * @param height of the header they were proven against
 * @param namespace whose
 * @param blobs in the layer's order
 * @param unknownSequences sequences of share versions this software does not know, left out
 */
public record VerifiedNamespace(
    DaHeight height, Namespace namespace, List<Blob> blobs, int unknownSequences) {
  public VerifiedNamespace {
    blobs = List.copyOf(blobs);
  }

  /** Proven to hold nothing. */
  public static VerifiedNamespace empty(DaHeight height, Namespace namespace) {
    return new VerifiedNamespace(height, namespace, List.of(), 0);
  }
}
