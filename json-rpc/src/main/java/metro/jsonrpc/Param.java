package metro.jsonrpc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One parameter, or one field of one, with its name. Every accessor throws a {@link
 * JsonRpcException} with code -32602 that names it when it is absent or of another shape.
 */
public final class Param {
  private final String name;
  private final Optional<JsonNode> value;

  Param(String name, Optional<JsonNode> value) {
    this.name = name;
    this.value = value.filter(v -> !v.isNull());
  }

  /** What errors call it. */
  public String name() {
    return name;
  }

  /** Whether there is a value other than {@code null}. */
  public boolean isPresent() {
    return value.isPresent();
  }

  /** This, or nothing when it is absent or {@code null}. */
  public Optional<Param> ifPresent() {
    return isPresent() ? Optional.of(this) : Optional.empty();
  }

  /** The JSON itself. */
  public JsonNode json() {
    return value.orElseThrow(() -> wrong("missing value for required argument " + name));
  }

  /** A string. */
  public String text() {
    return json().stringValueOpt().orElseThrow(() -> mustBe("a string"));
  }

  /** {@code true} or {@code false}. */
  public boolean bool() {
    return json().booleanValueOpt().orElseThrow(() -> mustBe("true or false"));
  }

  /** A JSON integer of 64 signed bits. */
  public long integer() {
    JsonNode node = json();
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw mustBe("an integer of 64 bits");
    }
    return node.longValue();
  }

  /** {@code 0x} and an even number of hexadecimal digits, at most {@code maxBytes} bytes. */
  public byte[] bytes(int maxBytes) {
    String text = text();
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw wrong(name + ": hex string without 0x prefix");
    }
    if ((text.length() - 2) / 2 > maxBytes) {
      throw wrong(name + " has more than " + maxBytes + " bytes");
    }
    try {
      return HexFormat.of().parseHex(text, 2, text.length());
    } catch (IllegalArgumentException e) {
      throw wrong(name + ": invalid hex string, want an even number of digits 0-9 a-f");
    }
  }

  /** {@code 0x} and exactly {@code size} bytes in hexadecimal. */
  public byte[] fixedBytes(int size) {
    byte[] bytes = bytes(size);
    if (bytes.length != size) {
      throw wrong(name + " has " + size + " bytes, not " + bytes.length);
    }
    return bytes;
  }

  /** Ethereum's quantity of at most 63 bits. */
  public long quantity() {
    BigInteger value = bigQuantity(64);
    if (value.bitLength() > 63) {
      throw wrong(name + " is 2^63 or more");
    }
    return value.longValue();
  }

  /** Ethereum's quantity of at most {@code bits} bits. */
  public BigInteger bigQuantity(int bits) {
    String text = text();
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw wrong(name + ": hex string without 0x prefix");
    }
    String digits = text.substring(2);
    if (digits.isEmpty() || digits.length() > (bits + 3) / 4) {
      throw wrong(name + " is not a hex number of at most " + bits + " bits");
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw wrong(name + ": hex number with leading zero digits");
    }
    if (!digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw wrong(name + ": invalid hex number");
    }
    BigInteger value = new BigInteger(digits, 16);
    if (value.bitLength() > bits) {
      throw wrong(name + " is not a hex number of at most " + bits + " bits");
    }
    return value;
  }

  /** Field {@code field} of this object; itself absent when the object has none. */
  public Param field(String field) {
    JsonNode node = json();
    if (!node.isObject()) {
      throw mustBe("an object");
    }
    return new Param(name + "." + field, node.optional(field));
  }

  /** Names of this object's fields. */
  public List<String> fieldNames() {
    JsonNode node = json();
    if (!node.isObject()) {
      throw mustBe("an object");
    }
    return List.copyOf(node.propertyNames());
  }

  /** Whether this is an array. */
  public boolean isArray() {
    return value.isPresent() && value.get().isArray();
  }

  /** The elements of this array, at most {@code max}. */
  public List<Param> elements(int max) {
    JsonNode node = json();
    if (!node.isArray()) {
      throw mustBe("an array");
    }
    if (node.size() > max) {
      throw wrong(name + " has more than " + max + " elements");
    }
    List<Param> out = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      out.add(new Param(name + "[" + i + "]", Optional.of(node.get(i))));
    }
    return out;
  }

  /** The error that this parameter must be {@code what}. */
  public JsonRpcException mustBe(String what) {
    return wrong(name + " must be " + what);
  }

  private static JsonRpcException wrong(String message) {
    return JsonRpcError.invalidParams(message).toException();
  }
}
