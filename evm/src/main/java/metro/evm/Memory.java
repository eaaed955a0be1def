package metro.evm;

import java.util.Arrays;
import metro.evm.math.Words;

/** A frame's memory. Grows by whole words, paid for; reused by later frames. */
final class Memory {
  /** No gas in sight pays for more (about 2^43). */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 63;

  private static final int RETAINED_BYTES = 1 << 16;
  private static final int INITIAL_BYTES = 1 << 10;

  private byte[] data = new byte[INITIAL_BYTES];
  private int size;

  int size() {
    return size;
  }

  /** Makes the memory empty for the next frame. */
  void reset() {
    if (data.length > RETAINED_BYTES) {
      data = new byte[INITIAL_BYTES];
    } else {
      Arrays.fill(data, 0, size, (byte) 0);
    }
    size = 0;
  }

  /** Makes room for a range; what is left of the gas, negative when it does not reach. */
  long expand(long offset, long length, long gas) {
    if (length == 0) {
      return gas;
    }
    if (offset > MAX_BYTES || length > MAX_BYTES || offset + length > MAX_BYTES) {
      return -1;
    }
    long end = offset + length;
    return end <= size ? gas : grow(Gas.words(end), gas);
  }

  private long grow(long words, long gas) {
    long left = gas - (cost(words) - cost(size >> 5));
    if (left >= 0) {
      int newSize = (int) (words << 5);
      if (newSize > data.length) {
        int doubled = (int) Math.min(2L * data.length, MAX_BYTES);
        data = Arrays.copyOf(data, Math.max(newSize, doubled));
      }
      size = newSize;
    }
    return left;
  }

  private static long cost(long words) {
    return 3 * words + ((words * words) >>> 9);
  }

  /** MLOAD: replaces the offset on top of the stack by the word there. */
  long load(long[] s, int top, long gas) {
    long offset = Words.saturated(s, top - 4);
    long left = expand(offset, 32, gas);
    if (left >= 0) {
      Words.load(data, (int) offset, s, top - 4);
    }
    return left;
  }

  /** MSTORE. */
  long store(long[] s, int top, long gas) {
    long offset = Words.saturated(s, top - 4);
    long left = expand(offset, 32, gas);
    if (left >= 0) {
      Words.store(s, top - 8, data, (int) offset);
    }
    return left;
  }

  /** MSTORE8. */
  long storeByte(long[] s, int top, long gas) {
    long offset = Words.saturated(s, top - 4);
    long left = expand(offset, 1, gas);
    if (left >= 0) {
      data[(int) offset] = (byte) s[top - 8];
    }
    return left;
  }

  /** A copy of a range that has been paid for. */
  byte[] read(long offset, long length) {
    return length == 0 ? NO_BYTES : Arrays.copyOfRange(data, (int) offset, (int) (offset + length));
  }

  private static final byte[] NO_BYTES = new byte[0];

  /** The array itself, for reading a range that has been paid for. */
  byte[] array() {
    return data;
  }

  /** Copies within the memory; both ranges have been paid for. */
  void move(long from, long to, long length) {
    if (length > 0) {
      System.arraycopy(data, (int) from, data, (int) to, (int) length);
    }
  }

  /**
   * Writes {@code length} bytes, paid for: those of {@code source} before {@code sourceEnd} from
   * {@code from} on, then zeros.
   */
  void write(long to, byte[] source, int sourceEnd, long from, long length) {
    if (length == 0) {
      return;
    }
    int available = (int) Math.max(0, Math.min(length, sourceEnd - Math.min(from, sourceEnd)));
    if (available > 0) {
      System.arraycopy(source, (int) from, data, (int) to, available);
    }
    Arrays.fill(data, (int) to + available, (int) (to + length), (byte) 0);
  }

  /** A copy of any range; zeros behind the end. */
  byte[] view(long offset, int length) {
    byte[] out = new byte[length];
    if (offset < size) {
      System.arraycopy(data, (int) offset, out, 0, (int) Math.min(length, size - offset));
    }
    return out;
  }
}
