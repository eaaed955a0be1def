package metro.da.columns;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.UInt256;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;

/**
 * Amounts, fees, limits: symbols of those that repeat, and of each different one the decimal
 * exponent, the mantissa's length and its bytes.
 */
final class AmountColumn {
  private AmountColumn() {}

  static void write(ColumnWriter out, List<UInt256> values) {
    Dictionary<UInt256> dictionary = Dictionary.of(values);
    out.numbers(dictionary.symbols(values));
    Encoder exponents = new Encoder();
    Encoder lengths = new Encoder();
    Encoder bytes = new Encoder();
    for (UInt256 value : dictionary.literals()) {
      Decimal decimal = Decimal.of(value);
      byte[] mantissa = decimal.mantissa().toMinimalBytes();
      exponents.u8(decimal.exponent());
      lengths.u8(mantissa.length);
      bytes.raw(mantissa);
    }
    out.plane(exponents.toBytes());
    out.plane(lengths.toBytes());
    out.plane(bytes.toBytes());
  }

  static List<UInt256> read(ColumnReader in, int count, String field) {
    long[] symbols = in.numbers(count, field);
    byte[] exponents = in.plane(field + " exponent");
    ColumnReader.requireAtMost(exponents.length, count, field);
    byte[] lengths = in.plane(exponents.length, field + " length");
    Decoder bytes = new Decoder(in.plane(field + " mantissa"));
    List<UInt256> literals = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      literals.add(
          new Decimal(mantissa(bytes, lengths[i], field), exponents[i] & 0xff).value(field));
    }
    bytes.requireEnd(field);
    Symbols<UInt256> reader = new Symbols<>(literals, Symbols.singles(symbols), field);
    List<UInt256> out = new ArrayList<>();
    for (long symbol : symbols) {
      out.add(reader.value(symbol, field));
    }
    return out;
  }

  private static UInt256 mantissa(Decoder bytes, byte length, String field) {
    if (length < 0 || length > 32) {
      throw new MalformedException(field + " has a mantissa of more than 32 bytes");
    }
    byte[] raw = bytes.raw(length, field);
    if (length > 0 && raw[0] == 0) {
      throw new MalformedException(field + " has a mantissa with a leading zero");
    }
    return UInt256.fromBytes(raw);
  }

  /** Amounts that are below 2^64. */
  static long[] readLongs(ColumnReader in, int count, String field) {
    List<UInt256> values = read(in, count, field);
    long[] out = new long[count];
    for (int i = 0; i < count; i++) {
      if (values.get(i).bitLength() > 64) {
        throw new MalformedException(field + " is 2^64 or more");
      }
      out[i] = values.get(i).w0();
    }
    return out;
  }
}
