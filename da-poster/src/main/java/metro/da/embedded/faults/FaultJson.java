package metro.da.embedded.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import metro.jsonrpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Switches in JSON: {@code {"fault": "slow", "calls": "submissions", "millis": 500, "next": 3}}.
 * How long it lasts is one of {@code next} (calls), {@code blocks}, {@code probability} with {@code
 * seed}; none of them means until cleared. Decoding throws {@link IllegalArgumentException}.
 */
public final class FaultJson {
  private static final Map<String, Function<JsonNode, Fault>> KINDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("down", json -> new Fault.Down(calls(json))),
              Map.entry(
                  "slow",
                  json ->
                      new Fault.Slow(
                          calls(json), Duration.ofMillis(number(json, "millis", 1_000)))),
              Map.entry(
                  "server-error",
                  json -> new Fault.ServerError(calls(json), number(json, "status", 503))),
              Map.entry("timed-out-but-included", _ -> new Fault.TimedOutButIncluded()),
              Map.entry(
                  "evicted-then-included",
                  json -> new Fault.EvictedThenIncluded(number(json, "after", 2))),
              Map.entry("sequence-mismatch", _ -> new Fault.SequenceMismatch()),
              Map.entry("too-large", _ -> new Fault.TooLarge()),
              Map.entry("full-blocks", _ -> new Fault.FullBlocks()),
              Map.entry("lagging-head", json -> new Fault.LaggingHead(number(json, "behind", 1))),
              Map.entry("wrong-proof", _ -> new Fault.WrongProof()),
              Map.entry("wrong-data", _ -> new Fault.WrongData()),
              Map.entry(
                  "pruned-history", json -> new Fault.PrunedHistory(number(json, "kept", 1)))));

  private FaultJson() {}

  /** What goes wrong. */
  public static Fault fault(JsonNode json) {
    String name = json.path("fault").asString("");
    Function<JsonNode, Fault> kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "no fault \"" + name + "\"; there are " + String.join(", ", KINDS.keySet()));
    }
    return kind.apply(json);
  }

  /** For how long. */
  public static Span span(JsonNode json) {
    if (json.has("next")) {
      return new Span.NextCalls(number(json, "next", 1));
    }
    if (json.has("blocks")) {
      return new Span.NextBlocks(number(json, "blocks", 1));
    }
    return json.has("probability")
        ? new Span.Chance(json.get("probability").asDouble(-1), json.path("seed").asLong(0))
        : new Span.UntilCleared();
  }

  /** A switch as it stands. */
  static ObjectNode state(Faults.State state) {
    ObjectNode out = Json.object().put("fault", name(state.fault()));
    switch (state.fault()) {
      case Fault.Down(Fault.Calls calls) -> calls(out, calls);
      case Fault.Slow(Fault.Calls calls, Duration delay) ->
          calls(out, calls).put("millis", delay.toMillis());
      case Fault.ServerError(Fault.Calls calls, int status) ->
          calls(out, calls).put("status", status);
      case Fault.EvictedThenIncluded(int blocks) -> out.put("after", blocks);
      case Fault.LaggingHead(int blocks) -> out.put("behind", blocks);
      case Fault.PrunedHistory(int kept) -> out.put("kept", kept);
      default -> {}
    }
    switch (state.span()) {
      case Span.NextCalls(int count) -> out.put("next", count);
      case Span.NextBlocks(int count) -> out.put("blocks", count);
      case Span.Chance(double probability, long seed) ->
          out.put("probability", probability).put("seed", seed);
      case Span.UntilCleared _ -> {}
    }
    return out.put("struck", state.struck());
  }

  /** All switches. */
  public static JsonNode list(Faults faults) {
    var out = Json.array();
    faults.list().forEach(state -> out.add(state(state)));
    return out;
  }

  /** The kind's name: its class in lower case with hyphens. */
  private static String name(Fault fault) {
    return fault
        .getClass()
        .getSimpleName()
        .chars()
        .mapToObj(
            c -> Character.isUpperCase(c) ? "-" + (char) Character.toLowerCase(c) : "" + (char) c)
        .collect(Collectors.joining())
        .substring(1);
  }

  private static ObjectNode calls(ObjectNode out, Fault.Calls calls) {
    return out.put("calls", calls.name().toLowerCase(Locale.ROOT));
  }

  private static Fault.Calls calls(JsonNode json) {
    String name = json.path("calls").asString("all");
    return switch (name) {
      case "all" -> Fault.Calls.ALL;
      case "submissions" -> Fault.Calls.SUBMISSIONS;
      case "reads" -> Fault.Calls.READS;
      default ->
          throw new IllegalArgumentException("calls are all, submissions or reads, not " + name);
    };
  }

  private static int number(JsonNode json, String field, int otherwise) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(field + " is no whole number");
    }
    return value.asInt();
  }
}
