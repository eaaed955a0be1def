package metro.da.celestia;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metro.ethereum.Bytes;

/**
 * Writes protobuf's wire format for Celestia's few messages, fields in ascending order and default
 * values left out as gogoproto does.
 */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A number, left out when 0. */
  ProtoWriter number(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
    return this;
  }

  /** Eight bytes, lowest first, left out when 0. */
  ProtoWriter fixed64(int field, long value) {
    if (value != 0) {
      tag(field, FIXED_64);
      for (int i = 0; i < Long.BYTES; i++) {
        out.write((int) (value >>> (8 * i)) & 0xff);
      }
    }
    return this;
  }

  /** Bytes, left out when there are none. */
  ProtoWriter bytes(int field, byte[] value) {
    return value.length == 0 ? this : message(field, value);
  }

  /** Bytes, left out when there are none. */
  ProtoWriter bytes(int field, Bytes value) {
    return bytes(field, value.arrayForReading());
  }

  /** Text, left out when empty. */
  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message or an element of a repeated field, written even when empty. */
  ProtoWriter message(int field, byte[] value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Packed numbers, left out when there are none. */
  ProtoWriter packed(int field, List<Integer> values) {
    ProtoWriter packed = new ProtoWriter();
    values.forEach(value -> packed.varint(Integer.toUnsignedLong(value)));
    return bytes(field, packed.toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  /** Seven bits a byte, lowest first. */
  void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  /** How many bytes {@link #varint} writes. */
  static int varintSize(long value) {
    return Math.max(1, Math.ceilDiv(Long.SIZE - Long.numberOfLeadingZeros(value), 7));
  }
}
