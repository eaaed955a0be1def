package metro.da.celestia;

import java.util.Arrays;
import metro.ethereum.Bytes;

/**
 * Reads protobuf's wire format, field by field. Every length is checked against the bytes at hand.
 * All methods throw {@link IllegalArgumentException} on bytes that do not fit.
 */
final class ProtoReader {
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] data;
  private int position;
  private int type;

  ProtoReader(Bytes data) {
    this.data = data.arrayForReading();
  }

  /** The next field's number, or 0 at the end. */
  int nextField() {
    if (position == data.length) {
      return 0;
    }
    long tag = varint();
    type = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > 1 << 28) {
      throw new IllegalArgumentException("protobuf field number " + field);
    }
    return (int) field;
  }

  /** The number of the current field. */
  long number() {
    requireType(0);
    return varint();
  }

  /** The bytes of the current field. */
  Bytes bytes() {
    requireType(2);
    long length = varint();
    if (length < 0 || length > data.length - position) {
      throw new IllegalArgumentException("protobuf field of " + length + " bytes is cut off");
    }
    int start = position;
    position += (int) length;
    return Bytes.wrap(Arrays.copyOfRange(data, start, position));
  }

  /** Passes over the current field, whatever it holds. */
  void skip() {
    switch (type) {
      case 0 -> varint();
      case 1 -> advance(8);
      case 2 -> bytes();
      case 5 -> advance(4);
      default -> throw new IllegalArgumentException("protobuf wire type " + type);
    }
  }

  private void advance(int bytes) {
    if (bytes > data.length - position) {
      throw new IllegalArgumentException("protobuf field is cut off");
    }
    position += bytes;
  }

  private void requireType(int expected) {
    if (type != expected) {
      throw new IllegalArgumentException("protobuf wire type " + type + " instead of " + expected);
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      advance(1);
      byte next = data[position - 1];
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("protobuf number of more than 10 bytes");
  }
}
