package metro.evm.precompile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** 0x09: the compression function of BLAKE2b with a number of rounds (EIP-152). */
record Blake2f() implements Precompile {
  private static final int INPUT_BYTES = 213;
  private static final int STATE_WORDS = 8;
  private static final int BLOCK_WORDS = 16;

  private static final long[] IV = {
    0x6a09e667f3bcc908L,
    0xbb67ae8584caa73bL,
    0x3c6ef372fe94f82bL,
    0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L,
    0x9b05688c2b3e6c1fL,
    0x1f83d9abfb41bd6bL,
    0x5be0cd19137e2179L
  };

  private static final String[] SIGMA = {
    "0123456789abcdef",
    "ea489fd61c02b753",
    "b8c052fdae367194",
    "7931dcbe265a40f8",
    "905724afe1bc683d",
    "2c6a0b834d75fe19",
    "c51fed4a0763928b",
    "db7ec13950f4862a",
    "6fe9b308c2d714a5",
    "a2847615fb9e3cd0"
  };

  private static final int[][] SCHEDULE = schedule();

  private static int[][] schedule() {
    int[][] out = new int[SIGMA.length][];
    for (int i = 0; i < out.length; i++) {
      out[i] = SIGMA[i].chars().map(c -> Character.digit(c, 16)).toArray();
    }
    return out;
  }

  @Override
  public long gas(byte[] input) {
    return input.length == INPUT_BYTES ? rounds(input) : 0;
  }

  private static long rounds(byte[] input) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(input).getInt());
  }

  @Override
  public Optional<byte[]> run(byte[] input) {
    if (input.length != INPUT_BYTES || (input[INPUT_BYTES - 1] & 0xfe) != 0) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(input, 4, INPUT_BYTES - 4).order(ByteOrder.LITTLE_ENDIAN);
    long[] h = words(in, STATE_WORDS);
    long[] m = words(in, BLOCK_WORDS);
    long[] v = new long[2 * STATE_WORDS];
    System.arraycopy(h, 0, v, 0, STATE_WORDS);
    System.arraycopy(IV, 0, v, STATE_WORDS, STATE_WORDS);
    v[12] ^= in.getLong();
    v[13] ^= in.getLong();
    v[14] = input[INPUT_BYTES - 1] == 1 ? ~v[14] : v[14];
    compress(v, m, rounds(input));
    return Optional.of(output(h, v));
  }

  private static long[] words(ByteBuffer in, int count) {
    long[] out = new long[count];
    for (int i = 0; i < count; i++) {
      out[i] = in.getLong();
    }
    return out;
  }

  private static byte[] output(long[] h, long[] v) {
    ByteBuffer out = ByteBuffer.allocate(8 * STATE_WORDS).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < STATE_WORDS; i++) {
      out.putLong(h[i] ^ v[i] ^ v[i + STATE_WORDS]);
    }
    return out.array();
  }

  private static void compress(long[] v, long[] m, long rounds) {
    int row = 0;
    for (long r = 0; r < rounds; r++) {
      int[] s = SCHEDULE[row];
      row = row == SCHEDULE.length - 1 ? 0 : row + 1;
      mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
      mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
      mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
      mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
      mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
      mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
      mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
      mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
    }
  }

  private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
    v[a] += v[b] + x;
    v[d] = Long.rotateRight(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = Long.rotateRight(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 63);
  }
}
