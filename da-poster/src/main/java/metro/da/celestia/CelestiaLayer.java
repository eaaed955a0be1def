package metro.da.celestia;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.Limits;
import metro.da.VerifiedNamespace;
import metro.ethereum.Hash;

/**
 * A Celestia network behind the port. A header is only as good as the node that gave it:
 * validators' signatures are not checked, so ask a light node one runs oneself.
 */
public interface CelestiaLayer extends DaLayer {
  @Override
  default int maxBytes() {
    return Limits.MAX_TX_BYTES;
  }

  @Override
  CelestiaHeader head(Duration timeout) throws DaException;

  @Override
  CelestiaHeader header(DaHeight height, Duration timeout) throws DaException;

  @Override
  CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException;

  /** All shares of a namespace at a height with their proofs, not verified. */
  NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException;

  /** The proof that a blob of this commitment stands at a height, not verified. */
  CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException;

  @Override
  default VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout)
      throws DaException {
    CelestiaHeader own = CelestiaHeader.of(header);
    return own.dah().rowsWith(namespace).isEmpty()
        ? VerifiedNamespace.empty(own.height(), namespace)
        : verify(own, namespace, namespaceData(own.height(), namespace, timeout));
  }

  /**
   * Proves that {@code data} is complete under {@code header} and reads its blobs.
   *
   * @throws DaException of kind UNPROVEN when a row is missing, has too many or too few shares, or
   *     its proof does not lead to the header's row root
   */
  static VerifiedNamespace verify(CelestiaHeader header, Namespace namespace, NamespaceData data)
      throws DaException {
    NamespaceVerifier.requireComplete(header.dah(), namespace, data);
    List<Share> shares = new ArrayList<>();
    data.rows().forEach(row -> shares.addAll(row.shares()));
    BlobParser.Parsed parsed = BlobParser.parse(namespace, shares);
    return new VerifiedNamespace(
        header.height(), namespace, parsed.blobs(), parsed.unknownSequences());
  }
}
