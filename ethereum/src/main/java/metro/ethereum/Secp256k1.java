package metro.ethereum;

import java.util.Optional;

/**
 * The signature scheme of Ethereum. Two implementations that must agree on every input: {@link
 * NativeSecp256k1} (libsecp256k1) and {@link BouncyCastleSecp256k1} (plain Java). Safe for use by
 * many threads.
 *
 * <p>Public keys are 64 bytes, x then y, without a prefix. Digests and private keys are 32 bytes.
 */
public interface Secp256k1 {
  /**
   * The public key that made {@code signature} over {@code digest}; empty when there is none (r or
   * s out of range, r not on the curve, or the point at infinity). High s is accepted: whether that
   * is allowed is the caller's rule.
   */
  Optional<byte[]> recover(byte[] digest, Signature signature);

  /** Whether {@code publicKey} made {@code signature} over {@code digest}; high s is accepted. */
  boolean verify(byte[] digest, Signature signature, byte[] publicKey);

  /**
   * Signs with the deterministic nonce of RFC 6979; s is low.
   *
   * @throws IllegalArgumentException when the private key is zero or not below the group order
   */
  Signature sign(byte[] digest, byte[] privateKey);

  /**
   * The public key of a private key.
   *
   * @throws IllegalArgumentException when the private key is zero or not below the group order
   */
  byte[] publicKey(byte[] privateKey);

  /** The fastest implementation that loads on this machine; always the same one. */
  static Secp256k1 fastest() {
    return FastestSecp256k1.INSTANCE;
  }
}
