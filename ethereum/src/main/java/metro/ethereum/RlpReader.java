package metro.ethereum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A strict cursor over RLP (Yellow Paper, appendix B): every length in its shortest form, single
 * bytes below 0x80 as themselves, numbers without leading zeros, nothing left over. Lengths are
 * checked against the bytes at hand before anything is allocated.
 *
 * <p>All methods throw {@link RlpException} when the next item is not what was asked for.
 */
public final class RlpReader {
  private final byte[] data;
  private final int end;
  private int position;
  private int itemStart;
  private int payloadStart;
  private int payloadLength;
  private boolean itemIsList;

  private RlpReader(byte[] data, int start, int end) {
    this.data = data;
    this.position = start;
    this.end = end;
  }

  /** A reader over all of {@code data}; the array is not copied and must not change. */
  public static RlpReader of(byte[] data) {
    return new RlpReader(data, 0, data.length);
  }

  /** A reader over {@code data} from {@code start} to its end. */
  public static RlpReader of(byte[] data, int start) {
    return new RlpReader(data, start, data.length);
  }

  /** Whether all items of this list were read. */
  public boolean isAtEnd() {
    return position == end;
  }

  /** Fails unless all items were read. */
  public void requireEnd() {
    if (!isAtEnd()) {
      throw new RlpException((end - position) + " bytes after the last field");
    }
  }

  /** Whether the next item is a list. */
  public boolean nextIsList() {
    peek();
    return itemIsList;
  }

  /** Enters the next item, a list, and moves this reader behind it. */
  public RlpReader list() {
    peek();
    if (!itemIsList) {
      throw new RlpException("expected a list");
    }
    RlpReader inner = new RlpReader(data, payloadStart, payloadStart + payloadLength);
    position = payloadStart + payloadLength;
    return inner;
  }

  /** The next item, a byte string. */
  public byte[] bytes() {
    takeString();
    return Arrays.copyOfRange(data, payloadStart, payloadStart + payloadLength);
  }

  /** The next item, a byte string of exactly {@code length} bytes. */
  public byte[] bytes(int length) {
    takeString();
    if (payloadLength != length) {
      throw new RlpException("expected " + length + " bytes, found " + payloadLength);
    }
    return Arrays.copyOfRange(data, payloadStart, payloadStart + payloadLength);
  }

  /** The next item, an unsigned number below 2^64, returned in the bits of a {@code long}. */
  public long uint64() {
    takeNumber(8);
    long value = 0;
    for (int i = 0; i < payloadLength; i++) {
      value = value << 8 | (data[payloadStart + i] & 0xff);
    }
    return value;
  }

  /** The next item, an unsigned number below 2^256. */
  public UInt256 uint256() {
    takeNumber(32);
    return UInt256.fromBytes(data, payloadStart, payloadLength);
  }

  /** The next item, twenty bytes. */
  public Address address() {
    takeString();
    if (payloadLength != Address.SIZE) {
      throw new RlpException("an address has 20 bytes, not " + payloadLength);
    }
    return Address.of(data, payloadStart, Address.SIZE);
  }

  /** The next item, thirty-two bytes. */
  public Hash hash() {
    takeString();
    if (payloadLength != Hash.SIZE) {
      throw new RlpException("expected 32 bytes, found " + payloadLength);
    }
    return Hash.of(data, payloadStart, Hash.SIZE);
  }

  /** The next item, a list, each element read by {@code element}. */
  public <T> List<T> listOf(Function<RlpReader, T> element) {
    RlpReader inner = list();
    List<T> out = new ArrayList<>();
    while (!inner.isAtEnd()) {
      out.add(element.apply(inner));
    }
    return List.copyOf(out);
  }

  /** The next item with its own prefix, whatever it is, unparsed inside. */
  public byte[] raw() {
    peek();
    int from = itemStart;
    position = payloadStart + payloadLength;
    return Arrays.copyOfRange(data, from, position);
  }

  private void takeString() {
    peek();
    if (itemIsList) {
      throw new RlpException("expected bytes, found a list");
    }
    position = payloadStart + payloadLength;
  }

  private void takeNumber(int maxBytes) {
    takeString();
    if (payloadLength > maxBytes) {
      throw new RlpException("a number of more than " + maxBytes + " bytes");
    }
    if (payloadLength > 0 && data[payloadStart] == 0) {
      throw new RlpException("a number with a leading zero");
    }
  }

  private void peek() {
    if (position >= end) {
      throw new RlpException("a field is missing");
    }
    itemStart = position;
    int prefix = data[position] & 0xff;
    if (prefix < 0x80) {
      set(position, 1, false);
    } else if (prefix < 0xb8) {
      set(position + 1, prefix - 0x80, false);
      if (payloadLength == 1 && (data[payloadStart] & 0xff) < 0x80) {
        throw new RlpException("a single byte below 0x80 with a prefix");
      }
    } else if (prefix < 0xc0) {
      setLong(prefix - 0xb7, false);
    } else if (prefix < 0xf8) {
      set(position + 1, prefix - 0xc0, true);
    } else {
      setLong(prefix - 0xf7, true);
    }
  }

  private void setLong(int lengthBytes, boolean isList) {
    if (lengthBytes > 4 || position + 1 + lengthBytes > end) {
      throw new RlpException("a length beyond the end");
    }
    long length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = length << 8 | (data[position + 1 + i] & 0xff);
    }
    if (data[position + 1] == 0 || length < 56) {
      throw new RlpException("a length that is not in its shortest form");
    }
    set(position + 1 + lengthBytes, length, isList);
  }

  private void set(int start, long length, boolean isList) {
    if (length > end - start) {
      throw new RlpException("a length beyond the end");
    }
    payloadStart = start;
    payloadLength = (int) length;
    itemIsList = isList;
  }
}
