package metro.soft;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;

/** Who made a signature. */
final class Signatures {
  private Signatures() {}

  /** The signer's address; empty when s is high, a number is out of range or no key fits. */
  static Optional<Address> signer(CommitMessage message, Signature signature) {
    if (!signature.isCanonical()) {
      return Optional.empty();
    }
    return Secp256k1.fastest()
        .recover(message.digest().bytes(), signature)
        .map(Address::ofPublicKey);
  }
}
