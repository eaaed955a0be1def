package metro.soft.keystore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * RFC 7914 with block size 1 and any cost. The RFC, and BouncyCastle with it, stops at a cost of
 * 65,535 for this block size; key files of geth's early years have 262,144.
 */
final class LongScrypt {
  private static final int BLOCK_BYTES = 128;
  private static final int BLOCK_WORDS = BLOCK_BYTES / 4;
  private static final int HALF_WORDS = BLOCK_WORDS / 2;

  private LongScrypt() {}

  static byte[] derive(byte[] password, byte[] salt, int n, int p, int size) {
    byte[] blocks = pbkdf2(password, salt, p * BLOCK_BYTES);
    for (int i = 0; i < p; i++) {
      mix(ByteBuffer.wrap(blocks, i * BLOCK_BYTES, BLOCK_BYTES).slice(), n);
    }
    return pbkdf2(password, blocks, size);
  }

  /** scryptROMix: fills n blocks, then visits them in an order that depends on the password. */
  private static void mix(ByteBuffer block, int n) {
    int[] x = new int[BLOCK_WORDS];
    block.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x);
    int[] memory = new int[n * BLOCK_WORDS];
    int[] scratch = new int[HALF_WORDS];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, 0, memory, i * BLOCK_WORDS, BLOCK_WORDS);
      blockMix(x, scratch);
    }
    for (int i = 0; i < n; i++) {
      int from = (x[HALF_WORDS] & (n - 1)) * BLOCK_WORDS;
      for (int k = 0; k < BLOCK_WORDS; k++) {
        x[k] ^= memory[from + k];
      }
      blockMix(x, scratch);
    }
    block.asIntBuffer().put(x);
  }

  /** scryptBlockMix for two halves: each becomes Salsa20/8 of itself and the half before it. */
  private static void blockMix(int[] x, int[] scratch) {
    salsa(x, HALF_WORDS, 0, scratch);
    salsa(x, 0, HALF_WORDS, scratch);
  }

  private static void salsa(int[] x, int other, int own, int[] scratch) {
    for (int k = 0; k < HALF_WORDS; k++) {
      scratch[k] = x[own + k] ^ x[other + k];
    }
    int[] out = new int[HALF_WORDS];
    Salsa20Engine.salsaCore(8, scratch, out);
    System.arraycopy(out, 0, x, own, HALF_WORDS);
  }

  private static byte[] pbkdf2(byte[] password, byte[] salt, int size) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, 1);
    return ((KeyParameter) generator.generateDerivedMacParameters(size * 8)).getKey();
  }
}
