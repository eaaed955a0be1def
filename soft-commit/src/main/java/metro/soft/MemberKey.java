package metro.soft;

import java.security.SecureRandom;
import java.util.Arrays;
import metro.ethereum.Address;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;

/** A secp256k1 private key held in memory. Never prints the key. */
public final class MemberKey implements MemberSigner {
  /** Bytes of a private key. */
  public static final int SIZE = 32;

  private final byte[] privateKey;
  private final Address address;

  private MemberKey(byte[] privateKey) {
    this.privateKey = privateKey;
    this.address = Address.ofPublicKey(Secp256k1.fastest().publicKey(privateKey));
  }

  /**
   * Copies a private key.
   *
   * @throws IllegalArgumentException when it has not 32 bytes, is zero or not below the group order
   */
  public static MemberKey of(byte[] privateKey) {
    if (privateKey.length != SIZE) {
      throw new IllegalArgumentException("a private key has 32 bytes, not " + privateKey.length);
    }
    if (!inRange(privateKey)) {
      throw new IllegalArgumentException("a private key is 1 to the group order minus 1");
    }
    return new MemberKey(privateKey.clone());
  }

  /** A new key. */
  public static MemberKey generate(SecureRandom random) {
    byte[] candidate = new byte[SIZE];
    do {
      random.nextBytes(candidate);
    } while (!inRange(candidate));
    return new MemberKey(candidate);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Signature sign(CommitMessage message) {
    return Secp256k1.fastest().sign(message.digest().bytes(), privateKey);
  }

  /** A copy of the 32 secret bytes, for writing a key file. */
  public byte[] secretBytes() {
    return privateKey.clone();
  }

  @Override
  public String toString() {
    return "key of " + address;
  }

  private static boolean inRange(byte[] key) {
    UInt256 value = UInt256.fromBytes(Arrays.copyOf(key, SIZE));
    return !value.isZero() && value.compareTo(Signature.ORDER) < 0;
  }
}
