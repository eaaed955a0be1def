package metro.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;

/**
 * Solidity's contract ABI, as far as native operations need it: value types and at most one string.
 * Reading is strict: exactly the canonical encoding, every padding bit zero, nothing left over.
 */
final class Abi {
  static final int SELECTOR_BYTES = 4;
  private static final int WORD = 32;

  private Abi() {}

  /** The first four bytes of the Keccak-256 of a function's canonical signature. */
  static int selector(String signature) {
    byte[] hash = Keccak.keccak256(signature.getBytes(StandardCharsets.US_ASCII));
    return new Decoder(hash).u32("selector");
  }

  /** Reads arguments in order; fails with {@link MalformedException} naming the argument. */
  static final class Reader {
    private final byte[] data;
    private final int headWords;
    private int position = SELECTOR_BYTES;
    private int end;

    /** A reader of call data whose arguments take {@code headWords} words in the head. */
    Reader(Bytes callData, int headWords) {
      this.data = callData.arrayForReading();
      this.headWords = headWords;
      this.end = SELECTOR_BYTES + WORD * headWords;
    }

    /** A {@code uint64} below 2^63. */
    long uint63(String field) {
      UInt256 value = word(field);
      if (!value.fitsLong()) {
        throw new MalformedException(field + " is 2^63 or more");
      }
      return value.w0();
    }

    /** A {@code uint8}. */
    int uint8(String field) {
      long value = uint63(field);
      if (value > 255) {
        throw new MalformedException(field + " is above 255");
      }
      return (int) value;
    }

    boolean bool(String field) {
      long value = uint63(field);
      if (value > 1) {
        throw new MalformedException(field + " is neither 0 nor 1");
      }
      return value == 1;
    }

    Address address(String field) {
      byte[] word = wordBytes(field);
      for (int i = 0; i < WORD - Address.SIZE; i++) {
        if (word[i] != 0) {
          throw new MalformedException(field + " is no address");
        }
      }
      return Address.of(word, WORD - Address.SIZE, Address.SIZE);
    }

    Hash bytes32(String field) {
      return Hash.of(wordBytes(field));
    }

    /** A {@code string} of at most {@code maxBytes} bytes of valid UTF-8; the only dynamic one. */
    String string(int maxBytes, String field) {
      if (uint63(field) != (long) WORD * headWords) {
        throw new MalformedException(field + " does not start right after the head");
      }
      int back = position;
      position = end;
      long length = uint63(field);
      if (length > maxBytes) {
        throw new MalformedException(field + " is longer than " + maxBytes + " bytes");
      }
      byte[] padded = raw((int) (length + WORD - 1) / WORD * WORD, field);
      end = position;
      position = back;
      return utf8(padded, (int) length, field);
    }

    void requireEnd() {
      if (data.length != end) {
        throw new MalformedException("call data has " + data.length + " bytes instead of " + end);
      }
    }

    private static String utf8(byte[] padded, int length, String field) {
      for (int i = length; i < padded.length; i++) {
        if (padded[i] != 0) {
          throw new MalformedException(field + " is not padded with zeros");
        }
      }
      byte[] bytes = Arrays.copyOf(padded, length);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
        throw new MalformedException(field + " is not UTF-8");
      }
      return text;
    }

    private UInt256 word(String field) {
      return UInt256.fromBytes(wordBytes(field));
    }

    private byte[] wordBytes(String field) {
      return raw(WORD, field);
    }

    private byte[] raw(int length, String field) {
      if (length > data.length - position) {
        throw new MalformedException(field + " is cut off");
      }
      position += length;
      return Arrays.copyOfRange(data, position - length, position);
    }
  }

  /** Writes a call. */
  static final class Writer {
    private final Encoder out = new Encoder();

    Writer(String signature) {
      out.u32(selector(signature));
    }

    Writer uint(long value) {
      out.raw(UInt256.of(value).toBytes());
      return this;
    }

    Writer bool(boolean value) {
      return uint(value ? 1 : 0);
    }

    Writer address(Address value) {
      out.raw(new byte[WORD - Address.SIZE]).address(value);
      return this;
    }

    Writer bytes32(Hash value) {
      out.hash(value);
      return this;
    }

    /** The length and the padded bytes of a string, to be written after the head. */
    Writer tail(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      uint(bytes.length);
      out.raw(Arrays.copyOf(bytes, (bytes.length + WORD - 1) / WORD * WORD));
      return this;
    }

    Bytes toBytes() {
      return Bytes.wrap(out.toBytes());
    }
  }
}
