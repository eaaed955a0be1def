package metro.da;

import java.time.Duration;
import java.util.List;
import metro.da.celestia.Namespace;

/**
 * The port to a data availability layer. What is behind it may lie, time out or answer twice: what
 * is read is proven against a header before it is handed out.
 *
 * <p>Every call blocks up to its time limit and may be made from many threads; an interrupt ends it
 * early with {@link DaException.Kind#UNAVAILABLE} (or {@link SubmitResult.Unknown}).
 */
public interface DaLayer extends AutoCloseable {

  /**
   * Pays for all blobs in one transaction: all are included at one height, or none is.
   *
   * <p>Repeat it only after all heights up to the head that was shown last were looked at: a layer
   * may tell repetitions by that.
   *
   * @param blobs at least one
   * @return never throws: what is known afterwards
   */
  SubmitResult submit(List<Blob> blobs, Duration timeout);

  /** Bytes of data that one submission may hold in all, with room for the layer's own. */
  int maxBytes();

  /** The newest header. What the layer shows here is never taken back. */
  DaHeader head(Duration timeout) throws DaException;

  /** The header at {@code height}. */
  DaHeader header(DaHeight height, Duration timeout) throws DaException;

  /** Waits until the layer has reached {@code height} and returns its header. */
  DaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException;

  /**
   * All blobs of a namespace at a header of this layer, proven to be all.
   *
   * @throws DaException of kind UNPROVEN when the proof does not hold
   */
  VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout) throws DaException;

  @Override
  void close();
}
