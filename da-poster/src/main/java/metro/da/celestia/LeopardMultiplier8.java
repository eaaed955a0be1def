package metro.da.celestia;

/** Shards of labels of GF(2^8), one a byte. */
final class LeopardMultiplier8 implements LeopardMultiplier {
  private static final byte[][] PRODUCTS = products();

  private static byte[][] products() {
    LeopardField field = LeopardField.gf8();
    byte[][] products = new byte[256][256];
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        products[a][b] = (byte) field.multiply(a, b);
      }
    }
    return products;
  }

  @Override
  public void addProduct(byte[] shards, int target, int source, int factor) {
    byte[] product = PRODUCTS[factor];
    for (int i = 0; i < Share.SIZE; i++) {
      shards[target + i] ^= product[shards[source + i] & 0xff];
    }
  }
}
