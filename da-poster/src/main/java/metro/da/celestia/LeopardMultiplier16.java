package metro.da.celestia;

import java.util.Arrays;

/**
 * Shards of labels of GF(2^16): in each 64 bytes, word t has its low byte at t and its high byte at
 * 32 + t.
 */
final class LeopardMultiplier16 implements LeopardMultiplier {
  private static final LeopardField FIELD = LeopardField.gf16();
  private static final int BLOCK = 64;
  private static final int WORDS = BLOCK / 2;
  private static final int MAX_FACTOR = DataAvailabilityHeader.MAX_ROWS;

  /** For a factor: its products with the 256 low bytes, then with the 256 high bytes. */
  private final char[][] products = new char[MAX_FACTOR][];

  LeopardMultiplier16() {
    Arrays.fill(products, new char[0]);
  }

  @Override
  public void addProduct(byte[] shards, int target, int source, int factor) {
    char[] product = productsOf(factor);
    for (int block = 0; block < Share.SIZE; block += BLOCK) {
      int s = source + block;
      int t = target + block;
      for (int word = 0; word < WORDS; word++) {
        int value =
            product[shards[s + word] & 0xff] ^ product[256 + (shards[s + WORDS + word] & 0xff)];
        shards[t + word] ^= (byte) value;
        shards[t + WORDS + word] ^= (byte) (value >>> 8);
      }
    }
  }

  private char[] productsOf(int factor) {
    char[] known = products[factor];
    if (known.length != 0) {
      return known;
    }
    char[] made = new char[512];
    for (int b = 0; b < 256; b++) {
      made[b] = (char) FIELD.multiply(factor, b);
      made[256 + b] = (char) FIELD.multiply(factor, b << 8);
    }
    products[factor] = made;
    return made;
  }
}
