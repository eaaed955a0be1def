package metro.da.embedded;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import metro.da.DaException;
import metro.da.celestia.HeaderJson;
import metro.da.celestia.JsonFields;
import metro.da.celestia.Namespace;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.PushChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * blob.Subscribe as go-jsonrpc does channels: the reply is a channel's number, then {@code
 * xrpc.ch.val} [number, value] for each block, {@code xrpc.ch.close} at the end; {@code
 * xrpc.cancel} [request id] ends it. Every subscription has a virtual thread that waits for blocks.
 */
final class BlobSubscriptions {
  /** Subscriptions of one connection at once. */
  static final int MAX_PER_CONNECTION = 32;

  private static final Logger LOG = LoggerFactory.getLogger(BlobSubscriptions.class);
  private static final Duration POLL = Duration.ofMinutes(1);

  private final EmbeddedChain chain;
  private final AtomicLong channels = new AtomicLong();
  private final Map<PushChannel, Map<JsonNode, Thread>> live = new ConcurrentHashMap<>();

  BlobSubscriptions(EmbeddedChain chain) {
    this.chain = chain;
  }

  void registerIn(MethodTable table) {
    table.register("blob.Subscribe", this::subscribe);
    table.register("xrpc.cancel", this::cancel);
  }

  private JsonNode subscribe(Call call) {
    PushChannel push =
        call.push().orElseThrow(() -> NodeMethods.failure("method needs a WebSocket connection"));
    Namespace namespace = namespace(call);
    Map<JsonNode, Thread> mine = live.computeIfAbsent(push, this::connection);
    if (mine.size() >= MAX_PER_CONNECTION) {
      throw JsonRpcError.of(JsonRpcError.LIMIT_EXCEEDED, "too many subscriptions").toException();
    }
    long channel = channels.incrementAndGet();
    CountDownLatch replied = new CountDownLatch(1);
    long head = chain.head();
    Thread thread =
        Thread.ofVirtual()
            .name("blob-subscription-" + channel)
            .unstarted(() -> follow(push, channel, namespace, head + 1, replied));
    mine.put(call.id().orElseGet(Json::nothing), thread);
    thread.start();
    call.afterReply().accept(replied::countDown);
    return Json.number(channel);
  }

  private Map<JsonNode, Thread> connection(PushChannel push) {
    push.onClose(() -> {
      Map<JsonNode, Thread> gone = live.remove(push);
      if (gone != null) {
        gone.values().forEach(Thread::interrupt);
      }
    });
    return new ConcurrentHashMap<>();
  }

  private static Namespace namespace(Call call) {
    try {
      return new Namespace(JsonFields.base64(call.params().json().path(0), (Object) "namespace"));
    } catch (IllegalArgumentException e) {
      throw JsonRpcError.invalidParams("blob.Subscribe: " + e.getMessage()).toException();
    }
  }

  private JsonNode cancel(Call call) {
    JsonNode request = call.params().json().path(0);
    call.push().map(live::get).map(mine -> mine.remove(request)).ifPresent(Thread::interrupt);
    return Json.nothing();
  }

  private void follow(
      PushChannel push, long channel, Namespace namespace, long from, CountDownLatch replied) {
    try {
      replied.await();
      boolean listening = true;
      for (long height = from; listening; ) {
        if (chain.await(height, POLL)) {
          listening = send(push, channel, namespace, height++);
        } else if (chain.head() == 0) {
          listening = false;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("blob subscription {} was cancelled", channel);
    } catch (DaException e) {
      LOG.warn("blob subscription {} ends", channel, e);
    }
    push.notify("xrpc.ch.close", Json.array().add(channel));
  }

  private boolean send(PushChannel push, long channel, Namespace namespace, long height)
      throws DaException {
    EmbeddedBlock block =
        chain
            .block(height)
            .orElseThrow(
                () -> new DaException(DaException.Kind.NOT_FOUND, "block " + height + " is gone"));
    ArrayNode blobs = NodeMethods.blobs(block, namespace);
    ObjectNode value = Json.object();
    value.set("Blobs", blobs.isEmpty() ? Json.nothing() : blobs);
    value.put("Height", height);
    value.set("Header", HeaderJson.raw(block.header(), false));
    ArrayNode params = Json.array().add(channel);
    params.add(value);
    return push.notify("xrpc.ch.val", params);
  }
}
