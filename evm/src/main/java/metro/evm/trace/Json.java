package metro.evm.trace;

import metro.ethereum.Bytes;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;

/** Values as JSON-RPC writes them. */
final class Json {
  private Json() {}

  static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }

  static String quantity(UInt256 value) {
    return value.toQuantity();
  }

  static String word(UInt256 value) {
    return Hex.encode(value.toBytes());
  }

  static String bytes(byte[] value) {
    return Hex.encode(value);
  }

  static String bytes(Bytes value) {
    return Hex.encode(value.arrayForReading());
  }
}
