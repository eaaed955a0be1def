package metro.node.rpc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.node.chain.Chain;
import metro.node.ingress.Ingress;
import metro.state.BlockHeader;
import metro.state.Lane;
import metro.state.LedgerView;
import metro.state.NonceMode;
import metro.state.Rollup;
import metro.state.RollupId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ethereum JSON-RPC for one rollup: what a sequencer knows, and everything else from the rollup's
 * node where one is configured.
 */
final class RollupMethods {
  /** So long after its last order a sender whose rollup is behind is told the rollup's nonce. */
  private static final long HEAL_AFTER_MS = 5_000;

  private static final Duration NODE_PATIENCE = Duration.ofSeconds(2);
  private static final List<String> NODE_STAGES = List.of("final", "skipped");

  private final RollupId rollup;
  private final Optional<RollupNode> node;
  private final CommonMethods common;
  private final Ingress ingress;
  private final Chain chain;
  private final InstantSource clock;
  private final ExecutorService threads;

  RollupMethods(
      RollupId rollup,
      Optional<RollupNode> node,
      CommonMethods common,
      Ingress ingress,
      Chain chain,
      InstantSource clock,
      ExecutorService threads) {
    this.rollup = rollup;
    this.node = node;
    this.common = common;
    this.ingress = ingress;
    this.chain = chain;
    this.clock = clock;
    this.threads = threads;
  }

  MethodTable table() {
    MethodTable table = new MethodTable();
    common.registerIn(table, rollup.chainId());
    table.registerAsync("eth_getTransactionCount", c -> later(() -> transactionCount(c)));
    table.registerAsync("eth_getTransactionByHash", c -> later(() -> transactionByHash(c)));
    table.registerAsync("metro_getTransactionStatus", c -> later(() -> status(c)));
    node.ifPresent(n -> table.fallback(c -> later(() -> n.forward(c.method(), c.params().json()))));
    return table;
  }

  private interface Answering {
    JsonNode answer() throws InterruptedException;
  }

  /** The node may be slow: the other calls of a batch do not wait for it. */
  private CompletionStage<JsonNode> later(Answering call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.answer();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JsonRpcError.of(JsonRpcError.SERVER_ERROR, "stopping").toException();
          }
        },
        threads);
  }

  private JsonNode transactionCount(Call call) throws InterruptedException {
    Address address = CommonMethods.address(call);
    String tag =
        call.params()
            .optional(1, "block")
            .filter(p -> p.json().isString())
            .map(Param::text)
            .orElse("latest");
    LedgerView view = new LedgerView(chain.view());
    Lane lane = view.lane(rollup, address);
    if (!tag.equals("pending")) {
      return node.isPresent()
          ? node.get().forward(call.method(), call.params().json())
          : Json.quantity(lane.next());
    }
    boolean strict =
        view.rollup(rollup).map(Rollup::nonceMode).equals(Optional.of(NonceMode.STRICT));
    long next = strict ? lane.next() : healed(lane, address);
    return Json.quantity(ingress.firstFreeNonce(rollup.chainId(), address, next));
  }

  /**
   * The larger of the lane's and the rollup's next nonce; but the rollup's when it has stayed
   * behind: it skipped something, and wallets must fill that nonce again.
   */
  private long healed(Lane lane, Address address) throws InterruptedException {
    Optional<Long> executed = nodeCount(address);
    if (executed.isEmpty() || executed.get() == lane.next()) {
      return lane.next();
    }
    if (executed.get() > lane.next()) {
      return executed.get();
    }
    long lastMs =
        lane.newestHeight().isEmpty()
            ? 0
            : chain.header(lane.newestHeight().getAsLong()).map(BlockHeader::timeMs).orElse(0L);
    boolean settled = clock.millis() - lastMs > HEAL_AFTER_MS;
    return settled && executed.get() >= lane.floor() ? executed.get() : lane.next();
  }

  private Optional<Long> nodeCount(Address address) throws InterruptedException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    ArrayNode params = Json.array().add(address.toString()).add("pending");
    return node.get()
        .ask("eth_getTransactionCount", params, NODE_PATIENCE)
        .flatMap(JsonNode::stringValueOpt)
        .filter(s -> s.matches("0x[0-9a-fA-F]{1,15}"))
        .map(s -> Long.parseLong(s.substring(2), 16));
  }

  private JsonNode transactionByHash(Call call) throws InterruptedException {
    Hash id = CommonMethods.hash(call);
    if (node.isPresent()) {
      Optional<JsonNode> known = node.get().ask(call.method(), call.params().json(), NODE_PATIENCE);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return common
        .waiting(id)
        .or(() -> common.ordered(id).map(CommonMethods.Found::json))
        .<JsonNode>map(json -> json)
        .orElseGet(Json::nothing);
  }

  private JsonNode status(Call call) throws InterruptedException {
    Hash id = CommonMethods.hash(call);
    ObjectNode out = common.status(id);
    if (node.isPresent() && out.has("position")) {
      node.get()
          .ask(call.method(), call.params().json(), NODE_PATIENCE)
          .ifPresent(known -> merge(out, known));
    }
    return out;
  }

  /** Final and skipped are the rollup's to say; the rest of its answer stands beside ours. */
  private static void merge(ObjectNode ours, JsonNode theirs) {
    String stage = theirs.path("stage").stringValue("");
    if (NODE_STAGES.contains(stage)) {
      ours.put("stage", stage);
      for (String field : List.of("reason", "code")) {
        theirs.optional(field).ifPresent(value -> ours.set(field, value));
      }
    }
    ours.set("rollup", theirs);
  }
}
