package metro.da;

import java.time.Duration;
import java.util.List;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.ethereum.Hash;

/**
 * The port to a data availability layer. What is behind it may lie, time out or answer twice: what
 * is read is verified by the caller ({@link VerifiedNamespace}, {@link CommitmentProof#verify})
 * against a header. A header itself is only as good as the node that gave it: validators'
 * signatures are not checked, so ask a light node one runs oneself.
 *
 * <p>Every call blocks up to its time limit and may be made from many threads; an interrupt ends it
 * early with {@link DaException.Kind#UNAVAILABLE} (or {@link SubmitResult.Unknown}).
 */
public interface DaLayer extends AutoCloseable {

  /**
   * Pays for all blobs in one transaction: all are included at one height, or none is.
   *
   * @param blobs at least one
   * @return never throws: what is known afterwards
   */
  SubmitResult submit(List<Blob> blobs, Duration timeout);

  /** The newest header. */
  DaHeader head(Duration timeout) throws DaException;

  /** The header at {@code height}. */
  DaHeader header(DaHeight height, Duration timeout) throws DaException;

  /** Waits until the layer has reached {@code height} and returns its header. */
  DaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException;

  /** All shares of a namespace at a height with their proofs, not verified. */
  NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException;

  /** The proof that a blob of this commitment stands at a height, not verified. */
  CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException;

  @Override
  void close();
}
