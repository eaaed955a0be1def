package metro.da;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metro.state.DaTransaction;

/**
 * A layer whose transactions are signed here: their bytes are known before anything is sent, so
 * that they can be written down first. The layer includes the same bytes at most once and never
 * above their timeout height. So whoever sends nothing but bytes that are written down, and writes
 * down others only above the timeout height of the last, stands there once.
 */
public interface SigningDaLayer extends DaLayer {

  /**
   * Signs a transaction for all blobs; sends nothing.
   *
   * @param timeout the last height that may include it
   * @param former one for the same batch that was not included in time: the new one offers more
   * @throws DaException when the layer cannot be asked for what is needed
   */
  Signing sign(
      List<Blob> blobs, DaHeight timeout, Optional<DaTransaction> former, Duration timeLimit)
      throws DaException;

  /** Hands the layer a signed transaction with its blobs, as often as one likes. */
  Broadcast broadcast(DaTransaction transaction, List<Blob> blobs, Duration timeLimit);

  /** Asks what became of a signed transaction. */
  TxFate fate(DaTransaction transaction, Duration timeLimit) throws DaException;

  /** The fee a signed transaction offers, in utia. */
  long feeUtia(DaTransaction transaction);
}
