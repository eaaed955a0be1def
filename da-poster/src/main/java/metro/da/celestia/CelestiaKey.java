package metro.da.celestia;

import java.util.Arrays;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.state.Sha256;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/**
 * The key of a Celestia account (secp256k1). Signatures are 64 bytes, r then s, over a SHA-256,
 * with s in the lower half and the nonce of RFC 6979: the same bytes are signed the same
 * everywhere.
 */
public final class CelestiaKey {
  private static final int COMPRESSED_SIZE = 33;
  private static final int SIGNATURE_SIZE = 64;
  private static final Secp256k1 CURVE = Secp256k1.fastest();

  private final byte[] privateKey;
  private final Bytes publicKey;
  private final Address address;

  /**
   * The key of 32 secret bytes.
   *
   * @throws IllegalArgumentException when they are zero or not below the group order
   */
  public CelestiaKey(byte[] privateKey) {
    this.privateKey = privateKey.clone();
    this.publicKey = compressed(CURVE.publicKey(privateKey));
    this.address = addressOf(publicKey);
  }

  /** 33 bytes. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** The account. */
  public Address address() {
    return address;
  }

  /** Signs a SHA-256. */
  public byte[] sign(byte[] digest) {
    return CURVE.sign(digest, privateKey).compact();
  }

  /** Whether the owner of a compressed public key signed; signatures with high s are not. */
  public static boolean verify(Bytes publicKey, byte[] digest, byte[] signature) {
    if (publicKey.length() != COMPRESSED_SIZE || signature.length != SIGNATURE_SIZE) {
      return false;
    }
    UInt256 r = UInt256.fromBytes(signature, 0, 32);
    UInt256 s = UInt256.fromBytes(signature, 32, 32);
    for (int parity = 0; parity < 2; parity++) {
      Signature candidate = new Signature(parity, r, s);
      if (candidate.isCanonical()
          && CURVE
              .recover(digest, candidate)
              .filter(key -> compressed(key).equals(publicKey))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The account of a compressed public key: RIPEMD-160 of its SHA-256. */
  public static Address addressOf(Bytes publicKey) {
    byte[] sha = Sha256.hash(publicKey.arrayForReading()).bytes();
    RIPEMD160Digest ripemd = new RIPEMD160Digest();
    ripemd.update(sha, 0, sha.length);
    byte[] out = new byte[Address.SIZE];
    ripemd.doFinal(out, 0);
    return Address.of(out);
  }

  private static Bytes compressed(byte[] xy) {
    byte[] out = Arrays.copyOf(new byte[] {(byte) (2 + (xy[63] & 1))}, COMPRESSED_SIZE);
    System.arraycopy(xy, 0, out, 1, 32);
    return Bytes.wrap(out);
  }

  /** The address; never the key. */
  @Override
  public String toString() {
    return Bech32.encode(address);
  }
}
