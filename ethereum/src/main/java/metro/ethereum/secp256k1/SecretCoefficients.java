package metro.ethereum.secp256k1;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random numbers nobody else can foresee: AES-128 in counter mode under a key that is drawn from
 * the system's source for each batch and then forgotten. Whoever could predict them could make
 * forged signatures cancel each other.
 */
final class SecretCoefficients {
  private static final int KEY_BYTES = 16;

  private final SecureRandom source = new SecureRandom();

  /** Fresh 64-bit numbers. */
  LongBuffer draw(int count) {
    byte[] key = new byte[KEY_BYTES];
    source.nextBytes(key);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(new byte[KEY_BYTES]));
      return ByteBuffer.wrap(cipher.doFinal(new byte[count * Long.BYTES])).asLongBuffer();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES in counter mode is part of every Java runtime", e);
    }
  }
}
