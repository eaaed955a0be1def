package metro.jsonrpc;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The positional parameters of one call. */
public final class Params {
  /** No parameters. */
  public static final Params NONE = new Params(Json.array());

  private final JsonNode array;

  /** Of a JSON array. */
  public Params(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("parameters are an array");
    }
    this.array = array;
  }

  /** How many the caller gave. */
  public int size() {
    return array.size();
  }

  /** The parameter at {@code index}, called {@code name}; itself absent when there is none. */
  public Param at(int index, String name) {
    return new Param(name, Optional.ofNullable(array.get(index)));
  }

  /** The parameter at {@code index} when it is there and not {@code null}. */
  public Optional<Param> optional(int index, String name) {
    return at(index, name).ifPresent();
  }

  /** The array as it came, to hand it on. */
  public JsonNode json() {
    return array;
  }
}
