package metro.jsonrpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ethereum's publish and subscribe over WebSocket: {@code eth_subscribe(kind, …)}, {@code
 * eth_unsubscribe(id)}, {@code eth_subscription} notifications.
 */
public final class Subscriptions {
  /** Subscriptions of one connection at once. */
  public static final int MAX_PER_CONNECTION = 64;

  /** Starts one kind of subscription. */
  @FunctionalInterface
  public interface Source {
    /**
     * Begins to send to {@code sink}, from any thread.
     *
     * @param params what came after the kind
     * @return ends it; called once
     * @throws JsonRpcException when the parameters are wrong
     */
    Runnable subscribe(Params params, Sink sink);
  }

  /** Where a subscription's results go. */
  @FunctionalInterface
  public interface Sink {
    /** Queues one result; false when nobody listens any more. */
    boolean send(JsonNode result);
  }

  private final Map<String, Source> kinds = new LinkedHashMap<>();
  private final Map<PushChannel, Map<String, Runnable>> live = new ConcurrentHashMap<>();
  private final Supplier<String> ids;

  /** With a source of fresh ids ({@code 0x…} text), unguessable or not. */
  public Subscriptions(Supplier<String> ids) {
    this.ids = ids;
  }

  /** Adds a kind, such as {@code newHeads}. */
  public Subscriptions kind(String kind, Source source) {
    kinds.put(kind, source);
    return this;
  }

  /** Registers {@code eth_subscribe} and {@code eth_unsubscribe}. */
  public void registerIn(MethodTable table) {
    table.register("eth_subscribe", this::subscribe);
    table.register("eth_unsubscribe", this::unsubscribe);
  }

  private static PushChannel channel(Call call) {
    return call.push()
        .orElseThrow(() ->
            JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "notifications not supported")
                .toException());
  }

  private JsonNode subscribe(Call call) {
    PushChannel channel = channel(call);
    String kind = call.params().at(0, "subscription kind").text();
    Source source = kinds.get(kind);
    if (source == null) {
      throw JsonRpcError.of(
              JsonRpcError.METHOD_NOT_FOUND,
              "no \"" + JsonRpcError.abbreviate(kind) + "\" subscription in eth namespace")
          .toException();
    }
    Map<String, Runnable> mine = subscriptionsOf(channel);
    if (mine.size() >= MAX_PER_CONNECTION) {
      throw JsonRpcError.of(
              JsonRpcError.LIMIT_EXCEEDED,
              "more than " + MAX_PER_CONNECTION + " subscriptions on one connection")
          .toException();
    }
    String id = ids.get();
    HeldSink held = new HeldSink(result -> send(channel, id, result));
    Runnable end = source.subscribe(rest(call), held);
    mine.put(id, end);
    call.afterReply().accept(held::open);
    if (!live.containsKey(channel) && mine.remove(id) != null) {
      end.run(); // the connection went away meanwhile
    }
    return Json.text(id);
  }

  private Map<String, Runnable> subscriptionsOf(PushChannel channel) {
    Map<String, Runnable> fresh = new ConcurrentHashMap<>();
    Map<String, Runnable> known = live.putIfAbsent(channel, fresh);
    if (known != null) {
      return known;
    }
    channel.onClose(() -> endAll(channel));
    return fresh;
  }

  private static Params rest(Call call) {
    var rest = Json.array();
    for (int i = 1; i < call.params().size(); i++) {
      rest.add(call.params().json().get(i));
    }
    return new Params(rest);
  }

  private static boolean send(PushChannel channel, String id, JsonNode result) {
    ObjectNode params = Json.object().put("subscription", id);
    params.set("result", result);
    return channel.notify("eth_subscription", params);
  }

  private JsonNode unsubscribe(Call call) {
    String id = call.params().at(0, "subscription id").text();
    Map<String, Runnable> mine = live.get(channel(call));
    Runnable end = mine == null ? null : mine.remove(id);
    if (end == null) {
      throw JsonRpcError.of(JsonRpcError.SERVER_ERROR, "subscription not found").toException();
    }
    end.run();
    return Json.bool(true);
  }

  private void endAll(PushChannel channel) {
    Map<String, Runnable> mine = live.remove(channel);
    if (mine != null) {
      mine.values().forEach(Runnable::run);
    }
  }
}
