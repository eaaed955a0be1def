package metro.rollup.rpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Hash;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.jsonrpc.Params;
import metro.rollup.chain.BlockId;
import metro.rollup.chain.ChainListener;
import metro.rollup.chain.TransactionOutcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Filters that callers poll. A filter remembers up to which block its caller knows; nothing is
 * queued for it but hashes of pending transactions. Forgotten when not polled for {@link #KEPT}.
 */
final class Filters implements ChainListener {
  /** Filters at once. */
  static final int MAX_FILTERS = 10_000;

  /** Pending hashes waiting for one caller; the oldest go first. */
  static final int MAX_PENDING = 4096;

  /** How long an unused filter lives. */
  static final Duration KEPT = Duration.ofMinutes(5);

  private static final int ID_BYTES = 16;

  private final ChainView view;
  private final LogMethods logs;
  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Filter> filters =
      Caffeine.newBuilder().maximumSize(MAX_FILTERS).expireAfterAccess(KEPT).build();

  private enum Kind {
    LOGS,
    BLOCKS,
    PENDING
  }

  private static final class Filter {
    final Kind kind;
    final Optional<Param> criteria;
    final ReentrantLock lock = new ReentrantLock();
    final Deque<Hash> pending = new ArrayDeque<>();
    long next;

    Filter(Kind kind, Optional<Param> criteria, long next) {
      this.kind = kind;
      this.criteria = criteria;
      this.next = next;
    }

    void offer(Hash hash) {
      lock.lock();
      try {
        if (pending.size() == MAX_PENDING) {
          pending.removeFirst();
        }
        pending.addLast(hash);
      } finally {
        lock.unlock();
      }
    }
  }

  Filters(ChainView view, LogMethods logs) {
    this.view = view;
    this.logs = logs;
  }

  void register(MethodTable table) {
    table.register("eth_newFilter", c -> newLogs(c.params()));
    table.register("eth_newBlockFilter", _ -> add(Kind.BLOCKS, Optional.empty()));
    table.register("eth_newPendingTransactionFilter", _ -> add(Kind.PENDING, Optional.empty()));
    table.register("eth_getFilterChanges", c -> changes(find(c.params())));
    table.register("eth_getFilterLogs", c -> allLogs(find(c.params())));
    table.register("eth_uninstallFilter", c -> uninstall(c.params()));
  }

  private JsonNode newLogs(Params params) {
    Param criteria = params.at(0, "filter");
    LogQuery.read(Optional.of(criteria));
    view.wanted(criteria.field("fromBlock"));
    view.wanted(criteria.field("toBlock"));
    return add(Kind.LOGS, Optional.of(criteria));
  }

  private JsonNode add(Kind kind, Optional<Param> criteria) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String name = "0x" + HexFormat.of().formatHex(id);
    filters.put(name, new Filter(kind, criteria, view.latest() + 1));
    return Json.text(name);
  }

  private Filter find(Params params) {
    Filter filter = filters.getIfPresent(params.at(0, "filter id").text());
    if (filter == null) {
      throw RpcErrors.server("filter not found");
    }
    return filter;
  }

  private JsonNode uninstall(Params params) {
    return Json.bool(filters.asMap().remove(params.at(0, "filter id").text()) != null);
  }

  private JsonNode changes(Filter filter) {
    filter.lock.lock();
    try {
      return switch (filter.kind) {
        case PENDING -> pending(filter);
        case BLOCKS -> blocks(filter);
        case LOGS -> newLogs(filter);
      };
    } finally {
      filter.lock.unlock();
    }
  }

  private static JsonNode pending(Filter filter) {
    ArrayNode out = Json.array();
    filter.pending.forEach(hash -> out.add(EthJson.hex(hash)));
    filter.pending.clear();
    return out;
  }

  private JsonNode blocks(Filter filter) {
    ArrayNode out = Json.array();
    long last = Math.min(view.latest(), filter.next + LogMethods.MAX_LOGS);
    for (long number = filter.next; number <= last; number++) {
      view.store().hash(number).ifPresent(hash -> out.add(EthJson.hex(hash)));
    }
    filter.next = last + 1;
    return out;
  }

  private JsonNode newLogs(Filter filter) {
    List<PlacedLog> found = new ArrayList<>();
    long last = Math.min(view.latest(), filter.next + LogMethods.MAX_RANGE_BLOCKS);
    if (filter.next <= last) {
      logs.sealed(LogQuery.read(filter.criteria), filter.next, last, found);
      filter.next = last + 1;
    }
    long until = lastWanted(filter);
    return LogMethods.json(found.stream().filter(log -> log.blockNumber() <= until).toList());
  }

  /** A filter with a last block in the past has no news. */
  private static long lastWanted(Filter filter) {
    return filter
        .criteria
        .flatMap(c -> c.field("toBlock").ifPresent())
        .filter(p -> p.text().startsWith("0x"))
        .map(Param::quantity)
        .orElse(Long.MAX_VALUE);
  }

  private JsonNode allLogs(Filter filter) {
    Param criteria = filter.criteria.orElseThrow(() -> RpcErrors.server("filter not found"));
    return LogMethods.json(logs.search(criteria));
  }

  @Override
  public void reverted(BlockId to) {
    filters
        .asMap()
        .values()
        .forEach(filter -> {
          filter.lock.lock();
          try {
            filter.next = Math.min(filter.next, to.number() + 1);
          } finally {
            filter.lock.unlock();
          }
        });
  }

  @Override
  public void pending(List<TransactionOutcome> outcomes) {
    filters.asMap().values().stream()
        .filter(filter -> filter.kind == Kind.PENDING)
        .forEach(filter ->
            outcomes.stream()
                .filter(TransactionOutcome.Included.class::isInstance)
                .forEach(outcome -> filter.offer(outcome.txHash())));
  }
}
