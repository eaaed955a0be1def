package metro.ethereum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers in byte arrays, the most significant byte first, in one step each. All methods throw
 * {@link IndexOutOfBoundsException} when the number does not lie within the array.
 */
public final class BigEndian {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  /** The eight bytes at {@code index}. */
  public static long u64(byte[] data, int index) {
    return (long) LONGS.get(data, index);
  }

  /** The four bytes at {@code index}. */
  public static int u32(byte[] data, int index) {
    return (int) INTS.get(data, index);
  }

  /** Writes eight bytes at {@code index}. */
  public static void putU64(byte[] data, int index, long value) {
    LONGS.set(data, index, value);
  }

  /** Writes four bytes at {@code index}. */
  public static void putU32(byte[] data, int index, int value) {
    INTS.set(data, index, value);
  }
}
