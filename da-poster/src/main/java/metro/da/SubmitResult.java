package metro.da;

import java.util.Optional;
import metro.ethereum.Bytes;

/** What is known after blobs were handed to the layer. Room is left for a signed direct path. */
public sealed interface SubmitResult {

  /**
   * The layer says the blobs stand at {@code height}; the poster still checks it itself.
   *
   * @param height where
   * @param txHash SHA-256 of the paying transaction without its blobs, where the layer tells
   */
  record Included(DaHeight height, Optional<Bytes> txHash) implements SubmitResult {}

  /** Handed over, outcome not known: it may stand on the layer now, later or never. */
  record Unknown(String reason) implements SubmitResult {}

  /**
   * Definitely not included: too large, insufficient funds, fee too low, wrong signer.
   *
   * @param code the layer's stable code where it has one, else 1
   * @param reason the layer's words
   */
  record Refused(int code, String reason) implements SubmitResult {}

  /** Never handed over: no connection. Sending again cannot double anything. */
  record Unavailable(String reason) implements SubmitResult {}
}
