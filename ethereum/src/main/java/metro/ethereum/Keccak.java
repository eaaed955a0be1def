package metro.ethereum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/** Keccak-256 with the original padding, as Ethereum uses it (not the later SHA3-256). */
public final class Keccak {
  private static final int DIGEST_BYTES = 32;
  private static final int RATE_BYTES = 136;
  private static final int RATE_LANES = RATE_BYTES / Long.BYTES;
  private static final long LAST_BIT = 1L << 63;
  private static final VarHandle LANE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Keccak() {}

  /** The 32-byte digest of the parts, one after the other. */
  public static byte[] keccak256(byte[]... parts) {
    byte[] all = parts.length == 1 ? parts[0] : concatenate(parts);
    return keccak256(all, 0, all.length);
  }

  private static byte[] concatenate(byte[][] parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** The digest of {@code length} bytes from {@code offset}. */
  public static byte[] keccak256(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long[] state = new long[KeccakPermutation.LANES];
    int at = offset;
    int end = offset + length;
    for (; end - at >= RATE_BYTES; at += RATE_BYTES) {
      for (int i = 0; i < RATE_LANES; i++) {
        state[i] ^= (long) LANE.get(bytes, at + i * Long.BYTES);
      }
      KeccakPermutation.permute(state);
    }
    absorbEnd(state, bytes, at, end);
    KeccakPermutation.permute(state);
    byte[] out = new byte[DIGEST_BYTES];
    for (int i = 0; i < DIGEST_BYTES / Long.BYTES; i++) {
      LANE.set(out, i * Long.BYTES, state[i]);
    }
    return out;
  }

  /** What is left, less than a block, and the padding 10*1. */
  private static void absorbEnd(long[] state, byte[] bytes, int from, int end) {
    int lane = 0;
    int at = from;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      state[lane++] ^= (long) LANE.get(bytes, at);
    }
    long last = 1L << (Byte.SIZE * (end - at));
    for (int i = 0; at + i < end; i++) {
      last |= (bytes[at + i] & 0xffL) << (Byte.SIZE * i);
    }
    state[lane] ^= last;
    state[RATE_LANES - 1] ^= LAST_BIT;
  }

  /** {@link #keccak256(byte[]...)} as a {@link Hash}. */
  public static Hash hash(byte[]... parts) {
    return Hash.wrap(keccak256(parts));
  }
}
