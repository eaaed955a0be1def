package metro.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import metro.ethereum.Address;
import metro.ethereum.BigEndian;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * Reads what {@link Encoder} wrote. Lengths are checked against the bytes at hand and the caller's
 * limit before anything is allocated.
 *
 * <p>All methods throw {@link MalformedException} naming the field when the bytes do not fit.
 */
public final class Decoder {
  private final byte[] data;
  private int position;

  /** A decoder over {@code data}, which must not change. */
  public Decoder(byte[] data) {
    this.data = data;
  }

  /** A decoder over {@code data} from {@code position} on. */
  Decoder(byte[] data, int position) {
    this.data = data;
    this.position = position;
  }

  /** One byte, 0 to 255. */
  public int u8(String field) {
    require(1, field);
    return data[position++] & 0xff;
  }

  /** The next byte, 0 to 255, which stays the next. */
  public int peek(String field) {
    require(1, field);
    return data[position] & 0xff;
  }

  /** Two bytes, 0 to 65,535. */
  public int u16(String field) {
    return u8(field) << 8 | u8(field);
  }

  /** Four bytes. */
  public int u32(String field) {
    require(4, field);
    position += 4;
    return BigEndian.u32(data, position - 4);
  }

  /** Eight bytes. */
  public long u64(String field) {
    require(8, field);
    position += 8;
    return BigEndian.u64(data, position - 8);
  }

  /** Eight bytes holding a number below 2^63. */
  public long u63(String field) {
    long value = u64(field);
    if (value < 0) {
      throw new MalformedException(field + " is 2^63 or more");
    }
    return value;
  }

  /** One byte, 0 or 1. */
  public boolean flag(String field) {
    int value = u8(field);
    if (value > 1) {
      throw new MalformedException(field + " is " + value + " instead of 0 or 1");
    }
    return value == 1;
  }

  /** Four bytes holding a count of 0 to {@code max}. */
  public int count(int max, String field) {
    int value = u32(field);
    if (value < 0 || value > max) {
      throw new MalformedException(
          field + " is " + Integer.toUnsignedString(value) + ", the limit is " + max);
    }
    return value;
  }

  /** Thirty-two bytes. */
  public Hash hash(String field) {
    require(Hash.SIZE, field);
    position += Hash.SIZE;
    return Hash.of(data, position - Hash.SIZE, Hash.SIZE);
  }

  /** Twenty bytes. */
  public Address address(String field) {
    require(Address.SIZE, field);
    position += Address.SIZE;
    return Address.of(data, position - Address.SIZE, Address.SIZE);
  }

  /** Exactly {@code length} bytes. */
  public byte[] raw(int length, String field) {
    require(length, field);
    byte[] out = Arrays.copyOfRange(data, position, position + length);
    position += length;
    return out;
  }

  /** A 32-bit length of at most {@code max}, then that many bytes. */
  public Bytes bytes(int max, String field) {
    return Bytes.wrap(raw(count(max, field), field));
  }

  /** A 32-bit length of at most {@code max}, then that many bytes of valid UTF-8. */
  public String text(int max, String field) {
    byte[] bytes = raw(count(max, field), field);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      throw new MalformedException(field + " is not UTF-8");
    }
    return text;
  }

  /** Fails unless the next byte is {@code tag}. */
  public Decoder tag(int tag, String field) {
    int found = u8(field);
    if (found != tag) {
      throw new MalformedException(field + " starts with " + found + " instead of " + tag);
    }
    return this;
  }

  /** How many bytes are left. */
  public int remaining() {
    return data.length - position;
  }

  /** Fails unless everything was read. */
  public void requireEnd(String what) {
    if (position != data.length) {
      throw new MalformedException(remaining() + " bytes after the end of " + what);
    }
  }

  private void require(int length, String field) {
    if (length > remaining()) {
      throw new MalformedException(field + " is cut off");
    }
  }
}
