package metro.da.celestia;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads fields of untrusted JSON. All methods throw {@link IllegalArgumentException} naming the
 * field when it is absent or not what it should be.
 */
public final class JsonFields {
  /** Reads and writes JSON; safe for many threads. */
  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonFields() {}

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An empty array. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** The field, which must be there. */
  public static JsonNode required(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw new IllegalArgumentException("field " + field + " is missing");
    }
    return value;
  }

  /** A number, written as one or as a string of digits; {@code otherwise} when absent. */
  public static long number(JsonNode node, String field, long otherwise) {
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull() ? otherwise : number(node, field);
  }

  /** A number, written as one or as a string of digits. */
  public static long number(JsonNode node, String field) {
    JsonNode value = required(node, field);
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asLong();
    }
    try {
      return Long.parseLong(value.asString(""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("field " + field + " is no whole number", e);
    }
  }

  /** A number that fits an {@code int}; {@code otherwise} when absent. */
  public static int integer(JsonNode node, String field, int otherwise) {
    long value = number(node, field, otherwise);
    if (value != (int) value) {
      throw new IllegalArgumentException("field " + field + " is out of range: " + value);
    }
    return (int) value;
  }

  /** Text. */
  public static String text(JsonNode node, String field) {
    JsonNode value = required(node, field);
    if (!value.isString()) {
      throw new IllegalArgumentException("field " + field + " is no text");
    }
    return value.asString();
  }

  /** Bytes in padded standard base64. */
  public static Bytes base64(JsonNode node, String field) {
    return base64(required(node, field), (Object) field);
  }

  /** Bytes in padded standard base64; {@code what} is for the error. */
  public static Bytes base64(JsonNode value, Object what) {
    if (!value.isString()) {
      throw new IllegalArgumentException("field " + what + " is no base64 text");
    }
    try {
      return Bytes.wrap(Base64.getDecoder().decode(value.asString()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("field " + what + " is no base64: " + e.getMessage(), e);
    }
  }

  /** Bytes in padded standard base64, if the field is there. */
  public static Optional<Bytes> optionalBase64(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(base64(value, (Object) field));
  }

  /** Bytes in hexadecimal of either case, possibly none. */
  public static Bytes hex(JsonNode node, String field) {
    try {
      return Bytes.wrap(HexFormat.of().parseHex(text(node, field)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("field " + field + ": " + e.getMessage(), e);
    }
  }

  /** Every element of an array of at most {@code max}; none when the field is absent or null. */
  public static <T> List<T> list(
      JsonNode node, String field, int max, Function<JsonNode, T> element) {
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull() ? List.of() : list(value, max, field, element);
  }

  /** Every element of an array of at most {@code max}. */
  public static <T> List<T> list(
      JsonNode array, int max, String what, Function<JsonNode, T> element) {
    if (!array.isArray() || array.size() > max) {
      throw new IllegalArgumentException(what + " is no array of up to " + max + " elements");
    }
    List<T> out = new ArrayList<>(array.size());
    array.forEach(item -> out.add(element.apply(item)));
    return out;
  }

  /** A hash of 32 bytes. */
  public static Hash hash(Bytes bytes, String what) {
    if (bytes.length() != Hash.SIZE) {
      throw new IllegalArgumentException(what + " has " + bytes.length() + " bytes instead of 32");
    }
    return Hash.of(bytes.arrayForReading());
  }

  /** Padded standard base64. */
  public static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.arrayForReading());
  }

  /** Upper-case hexadecimal, as CometBFT writes hashes. */
  public static String upperHex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
