package metro.da.celestia;

/**
 * Celestia's Reed-Solomon code, systematic at rate one half: k data shards (k a power of two) make
 * k parity shards. The data are the values of a polynomial of degree below k at labels k to 2k-1;
 * the parity is its values at labels 0 to k-1. Both ways are additive Fourier transforms over
 * cosets of a Cantor basis, in which the twiddle factor of a block is its offset shifted right
 * (Lin, Chung, Han 2014; the Leopard library). Up to 256 shards in all the field is GF(2^8), above
 * that GF(2^16). Not for several threads at once.
 */
final class LeopardCodec {
  private static final int MAX_SHARDS_GF8 = 256;

  private final int k;
  private final byte[] work;
  private final LeopardMultiplier multiplier;

  /** A codec for {@code k} data shards of {@link Share#SIZE} bytes. */
  LeopardCodec(int k) {
    if (k < 1 || k > metro.da.Limits.MAX_SQUARE_WIDTH || Integer.bitCount(k) != 1) {
      throw new IllegalArgumentException("data shards must be a power of two to 512, not " + k);
    }
    this.k = k;
    this.work = new byte[k * Share.SIZE];
    this.multiplier =
        2 * k <= MAX_SHARDS_GF8 ? new LeopardMultiplier8() : new LeopardMultiplier16();
  }

  /**
   * Encodes the shards at {@code from}, {@code from + stride}, ... and writes the parity to {@code
   * to}, {@code to + stride}, ...
   */
  void encode(byte[] cells, int from, int to, int stride) {
    for (int i = 0; i < k; i++) {
      System.arraycopy(cells, from + i * stride, work, i * Share.SIZE, Share.SIZE);
    }
    toCoefficients();
    toValues();
    for (int i = 0; i < k; i++) {
      System.arraycopy(work, i * Share.SIZE, cells, to + i * stride, Share.SIZE);
    }
  }

  /** Values at labels k to 2k-1 become coefficients. */
  private void toCoefficients() {
    for (int half = 1, shift = 0; half < k; half <<= 1, shift++) {
      for (int block = 0; block < k; block += 2 * half) {
        int factor = (k + block) >> shift;
        for (int i = block; i < block + half; i++) {
          addShard(i + half, i);
          multiplier.addProduct(work, i * Share.SIZE, (i + half) * Share.SIZE, factor);
        }
      }
    }
  }

  /** Coefficients become values at labels 0 to k-1. */
  private void toValues() {
    int shift = Integer.numberOfTrailingZeros(k) - 1;
    for (int half = k / 2; half >= 1; half >>= 1, shift--) {
      for (int block = 0; block < k; block += 2 * half) {
        int factor = block >> shift;
        for (int i = block; i < block + half; i++) {
          if (factor != 0) {
            multiplier.addProduct(work, i * Share.SIZE, (i + half) * Share.SIZE, factor);
          }
          addShard(i + half, i);
        }
      }
    }
  }

  private void addShard(int target, int source) {
    int t = target * Share.SIZE;
    int s = source * Share.SIZE;
    for (int i = 0; i < Share.SIZE; i++) {
      work[t + i] ^= work[s + i];
    }
  }
}
