package metro.da;

import java.util.ArrayList;
import java.util.List;
import metro.da.celestia.BlobParser;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.celestia.NamespaceVerifier;
import metro.da.celestia.Share;

/**
 * All blobs of a namespace at one height, proven to be all.
 *
 * @param height of the header they were proven against
 * @param namespace whose
 * @param blobs in the order of the square
 * @param unknownSequences sequences of share versions this software does not know, left out
 */
public record VerifiedNamespace(
    DaHeight height, Namespace namespace, List<Blob> blobs, int unknownSequences) {
  public VerifiedNamespace {
    blobs = List.copyOf(blobs);
  }

  /**
   * Proves that {@code data} is complete under {@code header} and reads its blobs.
   *
   * @throws DaException of kind UNPROVEN when a row is missing, has too many or too few shares, or
   *     its proof does not lead to the header's row root
   */
  public static VerifiedNamespace verify(DaHeader header, Namespace namespace, NamespaceData data)
      throws DaException {
    NamespaceVerifier.requireComplete(header.dah(), namespace, data);
    List<Share> shares = new ArrayList<>();
    data.rows().forEach(row -> shares.addAll(row.shares()));
    BlobParser.Parsed parsed = BlobParser.parse(namespace, shares);
    return new VerifiedNamespace(
        header.height(), namespace, parsed.blobs(), parsed.unknownSequences());
  }
}
