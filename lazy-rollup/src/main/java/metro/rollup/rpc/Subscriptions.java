package metro.rollup.rpc;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import metro.jsonrpc.Call;
import metro.jsonrpc.HeldSink;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.PushChannel;
import metro.rollup.chain.BlockId;
import metro.rollup.chain.ChainListener;
import metro.rollup.chain.TransactionOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * eth_subscribe. The chain's thread only notes what happened; one virtual thread reads the blocks
 * and sends. Logs of blocks that are taken back are sent again with {@code removed: true}.
 */
final class Subscriptions implements ChainListener, AutoCloseable {
  /** Subscriptions at once. */
  static final int MAX_SUBSCRIPTIONS = 10_000;

  /** Blocks whose logs are remembered, to take them back. */
  static final int REMEMBERED_BLOCKS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final int MAX_EVENTS = 4096;
  private static final int ID_BYTES = 16;

  private final ChainView view;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MAX_EVENTS);
  private final List<BlockView> recent = new ArrayList<>();
  private final Thread sender;

  private enum Kind {
    NEW_HEADS,
    LOGS,
    PENDING
  }

  private record Subscription(
      String id, Kind kind, LogQuery query, boolean full, PushChannel channel, HeldSink sink) {}

  private sealed interface Event {
    record Sealed(long first, long last) implements Event {}

    record Reverted(long to) implements Event {}

    record Pending(List<TransactionOutcome> outcomes) implements Event {}
  }

  Subscriptions(ChainView view) {
    this.view = view;
    this.sender = Thread.ofVirtual().name("subscriptions").start(this::send);
  }

  void register(MethodTable table) {
    table.register("eth_subscribe", this::subscribe);
    table.register("eth_unsubscribe", this::unsubscribe);
  }

  private JsonNode subscribe(Call call) {
    PushChannel channel =
        call.push().orElseThrow(() -> RpcErrors.server("notifications not supported"));
    Kind kind =
        switch (call.params().at(0, "subscription").text()) {
          case "newHeads" -> Kind.NEW_HEADS;
          case "logs" -> Kind.LOGS;
          case "newPendingTransactions" -> Kind.PENDING;
          default -> throw RpcErrors.invalid("no such subscription in eth namespace");
        };
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
      throw RpcErrors.limit("more than " + MAX_SUBSCRIPTIONS + " subscriptions");
    }
    LogQuery query =
        kind == Kind.LOGS
            ? LogQuery.read(call.params().optional(1, "filter"))
            : LogQuery.read(Optional.empty());
    boolean full =
        kind == Kind.PENDING
            && call.params().optional(1, "full transactions").map(p -> p.bool()).orElse(false);
    HeldSink sink = new HeldSink(params -> channel.notify("eth_subscription", params));
    Subscription subscription = new Subscription(newId(), kind, query, full, channel, sink);
    subscriptions.put(subscription.id(), subscription);
    call.afterReply().accept(sink::open);
    channel.onClose(() -> subscriptions.remove(subscription.id()));
    return Json.text(subscription.id());
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return "0x" + HexFormat.of().formatHex(id);
  }

  private JsonNode unsubscribe(Call call) {
    String id = call.params().at(0, "subscription id").text();
    Subscription known = subscriptions.get(id);
    boolean isOwn = known != null && call.push().filter(known.channel()::equals).isPresent();
    if (!isOwn) {
      throw RpcErrors.server("subscription not found");
    }
    return Json.bool(subscriptions.remove(id) != null);
  }

  @Override
  public void sealed(long first, BlockId last) {
    note(new Event.Sealed(first, last.number()));
  }

  @Override
  public void reverted(BlockId to) {
    note(new Event.Reverted(to.number()));
  }

  @Override
  public void pending(List<TransactionOutcome> outcomes) {
    if (!subscriptions.isEmpty()) {
      note(new Event.Pending(outcomes));
    }
  }

  private void note(Event event) {
    if (!events.offer(event)) {
      LOG.warn("subscribers fall behind: more than {} events wait, one is lost", MAX_EVENTS);
    }
  }

  private void send() {
    try {
      while (true) {
        Event event = events.take();
        try {
          handle(event);
        } catch (RuntimeException e) {
          LOG.error("an event could not be sent to subscribers", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("subscriptions end");
    }
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Sealed(long first, long last) -> {
        for (long number = first; number <= last; number++) {
          view.sealed(number).ifPresent(this::sendBlock);
        }
      }
      case Event.Reverted(long to) -> takeBack(to);
      case Event.Pending(List<TransactionOutcome> outcomes) -> sendPending(outcomes);
    }
  }

  private void sendBlock(BlockView block) {
    recent.add(block);
    if (recent.size() > REMEMBERED_BLOCKS) {
      recent.removeFirst();
    }
    for (Subscription s : subscriptions.values()) {
      switch (s.kind()) {
        case NEW_HEADS -> push(s, EthJson.header(block.header(), block.hash()));
        case LOGS -> s.query().in(block).forEach(log -> push(s, EthJson.log(log, false)));
        case PENDING -> {}
      }
    }
  }

  private void takeBack(long to) {
    while (!recent.isEmpty() && recent.getLast().header().number() > to) {
      BlockView gone = recent.removeLast();
      subscriptions.values().stream()
          .filter(s -> s.kind() == Kind.LOGS)
          .forEach(
              s -> s.query().in(gone).reversed().forEach(log -> push(s, EthJson.log(log, true))));
    }
  }

  private void sendPending(List<TransactionOutcome> outcomes) {
    for (TransactionOutcome outcome : outcomes) {
      if (outcome instanceof TransactionOutcome.Included) {
        subscriptions.values().stream()
            .filter(s -> s.kind() == Kind.PENDING)
            .forEach(s -> push(s, s.full() ? transaction(outcome) : EthJson.hex(outcome.txHash())));
      }
    }
  }

  private JsonNode transaction(TransactionOutcome outcome) {
    return view.openBlock()
        .filter(open -> open.indexOf(outcome.txHash()) >= 0)
        .map(open -> open.transactions().get(open.indexOf(outcome.txHash())))
        .<JsonNode>map(entry -> EthJson.unplaced(entry.raw(), entry.hash(), entry.sender()))
        .orElseGet(() -> EthJson.hex(outcome.txHash()));
  }

  private void push(Subscription s, JsonNode result) {
    JsonNode params = Json.object().put("subscription", s.id()).set("result", result);
    if (!s.sink().send(params)) {
      subscriptions.remove(s.id());
    }
  }

  @Override
  public void close() {
    sender.interrupt();
  }
}
