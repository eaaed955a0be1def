package metro.ethereum;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.Optional;

/** libsecp256k1 through its JNI binding. */
public final class NativeSecp256k1 implements Secp256k1 {
  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /** The binding, or empty where no native library for this platform can be loaded. */
  public static Optional<NativeSecp256k1> load() {
    try {
      return Optional.of(new NativeSecp256k1(fr.acinq.secp256k1.Secp256k1.get()));
    } catch (IllegalStateException | LinkageError e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<byte[]> recover(byte[] digest, Signature signature) {
    if (!signature.isInRange()) {
      return Optional.empty();
    }
    try {
      byte[] key = library.ecdsaRecover(signature.compact(), digest, signature.yParity());
      return Optional.of(Arrays.copyOfRange(key, 1, 65));
    } catch (Secp256k1Exception e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean verify(byte[] digest, Signature signature, byte[] publicKey) {
    if (!signature.isInRange()) {
      return false;
    }
    try {
      Signature low = BouncyCastleSecp256k1.lowS(signature);
      return library.verify(low.compact(), digest, prefixed(publicKey));
    } catch (Secp256k1Exception e) {
      return false;
    }
  }

  @Override
  public Signature sign(byte[] digest, byte[] privateKey) {
    byte[] expected = publicKey(privateKey);
    byte[] compact = library.sign(digest, privateKey, null);
    for (int parity = 0; parity < 2; parity++) {
      Signature candidate =
          new Signature(
              parity, UInt256.fromBytes(compact, 0, 32), UInt256.fromBytes(compact, 32, 32));
      if (recover(digest, candidate).filter(k -> Arrays.equals(k, expected)).isPresent()) {
        return candidate;
      }
    }
    throw new IllegalStateException("a fresh signature recovers to no key: broken native library");
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    if (privateKey.length != 32 || !library.secKeyVerify(privateKey)) {
      throw new IllegalArgumentException("a private key is 32 bytes, above 0 and below the order");
    }
    return Arrays.copyOfRange(library.pubkeyCreate(privateKey), 1, 65);
  }

  private static byte[] prefixed(byte[] publicKey) {
    byte[] out = new byte[65];
    out[0] = 4;
    System.arraycopy(publicKey, 0, out, 1, 64);
    return out;
  }
}
