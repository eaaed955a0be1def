package metro.jsonrpc;

import java.math.BigInteger;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Small helpers to make the JSON that JSON-RPC servers answer with. */
public final class Json {
  /** Levels of arrays and objects in a request. */
  public static final int MAX_DEPTH = 64;

  /** Digits of a number in a request. */
  public static final int MAX_NUMBER_DIGITS = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_DIGITS)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .build();

  private Json() {}

  /**
   * The mapper: reads one value without anything after it, with bounded depth and number length.
   */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An empty array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** A string. */
  public static JsonNode text(String value) {
    return JsonNodeFactory.instance.stringNode(value);
  }

  /** {@code true} or {@code false}. */
  public static JsonNode bool(boolean value) {
    return JsonNodeFactory.instance.booleanNode(value);
  }

  /** A JSON number. */
  public static JsonNode number(long value) {
    return JsonNodeFactory.instance.numberNode(value);
  }

  /** {@code null}. */
  public static JsonNode nothing() {
    return JsonNodeFactory.instance.nullNode();
  }

  /** Ethereum's quantity: {@code 0x} and hexadecimal digits without leading zeros. */
  public static JsonNode quantity(long unsigned) {
    return text("0x" + Long.toHexString(unsigned));
  }

  /** Ethereum's quantity of a non-negative number. */
  public static JsonNode quantity(BigInteger value) {
    return text("0x" + value.toString(16));
  }

  /** Turns a record, collection, map or simple value into JSON. */
  public static JsonNode of(Object value) {
    return MAPPER.valueToTree(value);
  }
}
