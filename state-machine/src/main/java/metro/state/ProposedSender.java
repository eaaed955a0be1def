package metro.state;

import metro.ethereum.Address;
import metro.ethereum.Bytes;

/** Who signed a proposed transaction: by key when the state does not hold the key yet. */
public sealed interface ProposedSender {
  /** The account. */
  Address address();

  /** An account whose public key stands in the state. */
  record Known(Address address) implements ProposedSender {}

  /**
   * An account's first transaction.
   *
   * @param publicKey 64 bytes; the address follows from it
   */
  record FirstSeen(Bytes publicKey) implements ProposedSender {
    public FirstSeen {
      if (publicKey.length() != 64) {
        throw new IllegalArgumentException("a public key has 64 bytes, not " + publicKey.length());
      }
    }

    @Override
    public Address address() {
      return Address.ofPublicKey(publicKey.arrayForReading());
    }
  }
}
