package metro.da;

import java.util.Optional;
import metro.ethereum.Bytes;

/**
 * What is known after blobs were handed to the layer. A node of the layer signs: see also {@link
 * SigningDaLayer}.
 */
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
   * Definitely not included.
   *
   * @param why in the port's words
   * @param code the layer's stable code where it has one, else 1
   * @param reason the layer's words
   */
  record Refused(Refusal why, int code, String reason) implements SubmitResult {
    /** For no reason that the port has a word for. */
    public Refused(int code, String reason) {
      this(Refusal.OTHER, code, reason);
    }
  }

  /** Never handed over: no connection. Sending again cannot double anything. */
  record Unavailable(String reason) implements SubmitResult {}
}
