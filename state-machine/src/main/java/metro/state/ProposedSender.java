package metro.state;

import metro.ethereum.Address;
import metro.ethereum.Bytes;

/** Who signed a proposed transaction: by key when the state does not hold the key yet. */
public sealed interface ProposedSender {
  /** The account. */
  Address address();

  /** An account whose public key stands in the state. */
  record Known(Address address) implements ProposedSender {}

  /** An account's first transaction. The address follows from the key: it is found out once. */
  final class FirstSeen implements ProposedSender {
    private final Bytes publicKey;
    private final Address address;

    /**
     * The account with this key.
     *
     * @param publicKey 64 bytes
     */
    public FirstSeen(Bytes publicKey) {
      if (publicKey.length() != 64) {
        throw new IllegalArgumentException("a public key has 64 bytes, not " + publicKey.length());
      }
      this.publicKey = publicKey;
      this.address = Address.ofPublicKey(publicKey.arrayForReading());
    }

    /** 64 bytes. */
    public Bytes publicKey() {
      return publicKey;
    }

    @Override
    public Address address() {
      return address;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || (other instanceof FirstSeen that && publicKey.equals(that.publicKey));
    }

    @Override
    public int hashCode() {
      return publicKey.hashCode();
    }

    @Override
    public String toString() {
      return "FirstSeen[" + publicKey + "]";
    }
  }
}
