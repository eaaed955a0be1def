package metro.state;

import java.security.MessageDigest;
import java.util.Arrays;
import metro.ethereum.Address;
import metro.ethereum.BigEndian;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** Writes consensus bytes: fixed-width big-endian numbers, byte strings with a 32-bit length. */
public final class Encoder {
  private byte[] buffer;
  private int size;

  /** An empty encoder. */
  public Encoder() {
    this(128);
  }

  /** An empty encoder with room for {@code capacity} bytes. */
  public Encoder(int capacity) {
    buffer = new byte[Math.max(1, capacity)];
  }

  /** One byte. */
  public Encoder u8(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Two bytes. */
  public Encoder u16(int value) {
    ensure(2);
    buffer[size++] = (byte) (value >>> 8);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Four bytes. */
  public Encoder u32(int value) {
    ensure(4);
    BigEndian.putU32(buffer, size, value);
    size += 4;
    return this;
  }

  /** Eight bytes. */
  public Encoder u64(long value) {
    ensure(8);
    BigEndian.putU64(buffer, size, value);
    size += 8;
    return this;
  }

  /** Thirty-two bytes. */
  public Encoder hash(Hash value) {
    ensure(Hash.SIZE);
    value.copyTo(buffer, size);
    size += Hash.SIZE;
    return this;
  }

  /** Twenty bytes. */
  public Encoder address(Address value) {
    ensure(Address.SIZE);
    value.copyTo(buffer, size);
    size += Address.SIZE;
    return this;
  }

  /** The bytes themselves, without a length. */
  public Encoder raw(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  /** A 32-bit length, then the bytes. */
  public Encoder bytes(Bytes value) {
    return u32(value.length()).raw(value.arrayForReading());
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** Hands what was written to {@code digest} and starts over. */
  void drainTo(MessageDigest digest) {
    digest.update(buffer, 0, size);
    size = 0;
  }

  /** What was written. Not copied when it fills the capacity asked for: more goes elsewhere. */
  public byte[] toBytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, 2 * buffer.length));
    }
  }
}
