package metro.node.ingress;

import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Admission;
import metro.state.ProposedSender;

/**
 * A transaction whose sender is known.
 *
 * @param admitted what it says
 * @param signer who signed it, as a proposal names him the first time
 */
public record SignedTransaction(Admission.Admitted admitted, ProposedSender.FirstSeen signer) {
  /** Who signed it. */
  public Address sender() {
    return signer.address();
  }

  /** His key, 64 bytes. */
  public Bytes publicKey() {
    return signer.publicKey();
  }

  /** Its hash. */
  public Hash id() {
    return admitted.id();
  }

  /** Where it goes. */
  public long chainId() {
    return admitted.chainId();
  }

  /** Its nonce, unsigned. */
  public long nonce() {
    return admitted.transaction().nonce();
  }

  /** The size of its canonical bytes. */
  public int bytes() {
    return admitted.raw().length();
  }

  /** The wallets' way to cancel: to oneself, without data. */
  boolean looksLikeCancel() {
    return admitted.transaction().data().isEmpty()
        && admitted.transaction().to().filter(sender()::equals).isPresent();
  }
}
