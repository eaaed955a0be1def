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
 * @param sender who signed it
 * @param publicKey his key, 64 bytes
 */
public record SignedTransaction(Admission.Admitted admitted, Address sender, Bytes publicKey) {
  /** With the key that recovery found. */
  public static SignedTransaction of(Admission.Admitted admitted, Bytes publicKey) {
    Address sender = Address.ofPublicKey(publicKey.arrayForReading());
    return new SignedTransaction(admitted, sender, publicKey);
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

  ProposedSender proposedSender() {
    return new ProposedSender.FirstSeen(publicKey);
  }

  /** The wallets' way to cancel: to oneself, without data. */
  boolean looksLikeCancel() {
    return admitted.transaction().data().isEmpty()
        && admitted.transaction().to().filter(sender::equals).isPresent();
  }
}
