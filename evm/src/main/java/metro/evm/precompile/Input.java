package metro.evm.precompile;

import java.math.BigInteger;
import java.util.Arrays;

/** Reading call data that is as long as the caller likes: zeros behind its end. */
final class Input {
  /** The output of a precompile that has nothing to say. */
  static final byte[] NONE = new byte[0];

  private Input() {}

  /** {@code length} bytes from {@code offset}. */
  static byte[] slice(byte[] input, long offset, int length) {
    byte[] out = new byte[length];
    if (offset < input.length) {
      int from = (int) offset;
      System.arraycopy(input, from, out, 0, Math.min(length, input.length - from));
    }
    return out;
  }

  /** The first {@code length} bytes. */
  static byte[] padded(byte[] input, int length) {
    return Arrays.copyOf(input, length);
  }

  /** An unsigned big-endian number. */
  static BigInteger number(byte[] input, long offset, int length) {
    return new BigInteger(1, slice(input, offset, length));
  }

  /** 32 bytes with the value 0 or 1. */
  static byte[] bool(boolean value) {
    byte[] out = new byte[32];
    out[31] = (byte) (value ? 1 : 0);
    return out;
  }

  /** 32-byte words that hold {@code length} bytes. */
  static long words(long length) {
    return (length + 31) >>> 5;
  }
}
