package metro.da.eip4844;

import java.util.Optional;
import metro.da.celestia.JsonFields;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import tools.jackson.databind.JsonNode;

/**
 * Fields of Ethereum's JSON: numbers and bytes in hexadecimal with {@code 0x}. All methods throw
 * {@link IllegalArgumentException} when the field is absent or something else.
 */
final class Quantities {
  private Quantities() {}

  static boolean isPresent(JsonNode node, String field) {
    return !node.path(field).isMissingNode() && !node.path(field).isNull();
  }

  static UInt256 number(JsonNode value) {
    String text = value.asString("");
    if (!text.startsWith("0x") || text.length() > 66) {
      throw new IllegalArgumentException("no quantity: " + value.getNodeType());
    }
    return UInt256.parse(text);
  }

  static UInt256 number(JsonNode node, String field) {
    return number(JsonFields.required(node, field));
  }

  /** An unsigned number below 2^64 in the bits of a {@code long}. */
  static long uint64(JsonNode node, String field) {
    UInt256 value = number(node, field);
    if (value.bitLength() > 64) {
      throw new IllegalArgumentException("field " + field + " is 2^64 or more");
    }
    return value.w0();
  }

  /** A number below 2^63. */
  static long long63(JsonNode node, String field) {
    long value = uint64(node, field);
    if (value < 0) {
      throw new IllegalArgumentException("field " + field + " is 2^63 or more");
    }
    return value;
  }

  static Bytes bytes(JsonNode node, String field) {
    return Bytes.fromHex(JsonFields.text(node, field));
  }

  static Hash hash(JsonNode node, String field) {
    return Hash.fromHex(JsonFields.text(node, field));
  }

  static Address address(JsonNode node, String field) {
    return Address.fromHex(JsonFields.text(node, field));
  }

  static Optional<Address> optionalAddress(JsonNode node, String field) {
    return isPresent(node, field) ? Optional.of(address(node, field)) : Optional.empty();
  }
}
