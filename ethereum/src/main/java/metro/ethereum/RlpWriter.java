package metro.ethereum;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes canonical RLP into a growing buffer. Lists are written in place by callbacks. */
public final class RlpWriter {
  private byte[] buffer;
  private int size;

  /** An empty writer. */
  public RlpWriter() {
    this(256);
  }

  /** An empty writer with room for {@code capacity} bytes. */
  public RlpWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** What {@code content} writes, wrapped in one list. */
  public static byte[] encodeList(Consumer<RlpWriter> content) {
    return new RlpWriter().list(content).toBytes();
  }

  /** What {@code content} writes, wrapped in one list, behind the type byte of EIP-2718. */
  static RlpWriter envelope(int type, Consumer<RlpWriter> content) {
    RlpWriter out = new RlpWriter();
    out.buffer[out.size++] = (byte) type;
    return out.list(content);
  }

  /** Appends a byte string. */
  public RlpWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  /** Appends {@code length} bytes from {@code offset} as one byte string. */
  public RlpWriter bytes(byte[] value, int offset, int length) {
    if (length == 1 && (value[offset] & 0xff) < 0x80) {
      ensure(1);
      buffer[size++] = value[offset];
      return this;
    }
    prefix(0x80, length);
    return raw(value, offset, length);
  }

  /** Appends a byte string of no bytes. */
  public RlpWriter empty() {
    prefix(0x80, 0);
    return this;
  }

  /** Appends an unsigned 64-bit number. */
  public RlpWriter uint64(long value) {
    int length = (71 - Long.numberOfLeadingZeros(value)) >> 3;
    if (length == 1 && value < 0x80) {
      ensure(1);
      buffer[size++] = (byte) value;
      return this;
    }
    prefix(0x80, length);
    ensure(length);
    for (int i = length - 1; i >= 0; i--) {
      buffer[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  /** Appends an unsigned 256-bit number. */
  public RlpWriter uint256(UInt256 value) {
    int length = value.minimalLength();
    if (length <= Long.BYTES) {
      return uint64(value.w0());
    }
    int at = string(length);
    value.copyMinimalTo(buffer, at);
    return this;
  }

  /** Appends twenty bytes. */
  public RlpWriter address(Address value) {
    int at = string(Address.SIZE);
    value.copyTo(buffer, at);
    return this;
  }

  /** Appends thirty-two bytes. */
  public RlpWriter hash(Hash value) {
    int at = string(Hash.SIZE);
    value.copyTo(buffer, at);
    return this;
  }

  /** Appends a list with the given content. */
  public RlpWriter list(Consumer<RlpWriter> content) {
    int start = size;
    content.accept(this);
    wrap(start);
    return this;
  }

  /** Appends a list with one item for each element. */
  public <T> RlpWriter listOf(List<T> elements, BiConsumer<RlpWriter, T> item) {
    return list(w -> elements.forEach(e -> item.accept(w, e)));
  }

  /** Appends bytes that are RLP already. */
  public RlpWriter raw(byte[] encoded) {
    return raw(encoded, 0, encoded.length);
  }

  /** What was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** Keccak-256 of what was written. */
  Hash keccak() {
    return Hash.wrap(Keccak.keccak256(buffer, 0, size));
  }

  private RlpWriter raw(byte[] value, int offset, int length) {
    ensure(length);
    System.arraycopy(value, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** Makes room for a string of {@code length} bytes, behind its prefix, and says where it is. */
  private int string(int length) {
    prefix(0x80, length);
    ensure(length);
    size += length;
    return size - length;
  }

  private void wrap(int start) {
    int length = size - start;
    int prefixLength = length < 56 ? 1 : 1 + lengthBytes(length);
    ensure(prefixLength);
    System.arraycopy(buffer, start, buffer, start + prefixLength, length);
    size = start;
    prefix(0xc0, length);
    size += length;
  }

  private void prefix(int base, int length) {
    ensure(5);
    if (length < 56) {
      buffer[size++] = (byte) (base + length);
      return;
    }
    int bytes = lengthBytes(length);
    buffer[size++] = (byte) (base + 55 + bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      buffer[size++] = (byte) (length >>> (8 * i));
    }
  }

  private static int lengthBytes(int length) {
    return (39 - Integer.numberOfLeadingZeros(length)) >> 3;
  }

  private void ensure(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, 2 * buffer.length));
    }
  }
}
