package metro.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import metro.ethereum.Hash;
import metro.ethereum.Transaction;
import metro.evm.BlockContext;
import metro.evm.Fork;
import metro.evm.Opcode;
import metro.evm.SystemCalls;
import metro.evm.TransactionProcessor;
import metro.evm.TransactionResult;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.state.StateReader;
import metro.evm.state.WorldState;
import metro.evm.store.PrunedStateException;
import metro.evm.store.StoredBlock;
import metro.evm.store.TransactionPosition;
import metro.evm.trace.CallTracer;
import metro.evm.trace.PrestateTracer;
import metro.evm.trace.StructLogTracer;
import metro.evm.trace.Tracer;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.jsonrpc.Params;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Raw bytes, and traces made by executing a block's transactions once more. */
final class DebugMethods {
  /** Traces at once. */
  static final int MAX_AT_ONCE = 2;

  /** Steps recorded of one transaction. */
  static final int MAX_STEPS = 100_000;

  private final ChainView view;
  private final Semaphore slots = new Semaphore(MAX_AT_ONCE);

  DebugMethods(ChainView view) {
    this.view = view;
  }

  void register(MethodTable table) {
    table.register("debug_getRawBlock", c -> EthJson.hex(stored(c.params()).block().encode()));
    table.register(
        "debug_getRawHeader", c -> EthJson.hex(stored(c.params()).block().header().encode()));
    table.register("debug_getRawReceipts", c -> rawReceipts(stored(c.params())));
    table.register("debug_getRawTransaction", c -> rawTransaction(c.params()));
    table.register("debug_traceTransaction", c -> traceTransaction(c.params()));
    table.register("debug_traceBlockByNumber", c -> traceBlock(c.params()));
    table.register("debug_traceBlockByHash", c -> traceBlock(c.params()));
  }

  private StoredBlock stored(Params params) {
    Param param = params.at(0, "block");
    param.json();
    ChainView.Wanted wanted = view.wantedByAny(param);
    return wanted
        .number()
        .flatMap(view.store()::block)
        .orElseThrow(() -> RpcErrors.server("block not found"));
  }

  private static JsonNode rawReceipts(StoredBlock stored) {
    ArrayNode out = Json.array();
    stored.receipts().forEach(receipt -> out.add(EthJson.hex(receipt.encode())));
    return out;
  }

  private JsonNode rawTransaction(Params params) {
    Hash hash = CallArguments.word(params.at(0, "transaction hash"));
    return view.position(hash)
        .flatMap(p ->
            view.store().block(p.blockNumber()).map(b -> b.block().transactions().get(p.index())))
        .map(EthJson::hex)
        .orElseGet(() -> Json.text("0x"));
  }

  private JsonNode traceTransaction(Params params) {
    Hash hash = CallArguments.word(params.at(0, "transaction hash"));
    TransactionPosition position =
        view.position(hash).orElseThrow(() -> RpcErrors.server("transaction not found"));
    StoredBlock stored =
        view.store()
            .block(position.blockNumber())
            .orElseThrow(() -> RpcErrors.server("transaction not found"));
    TraceOptions options = TraceOptions.read(params.optional(1, "options"));
    return bounded(() -> new Replay(stored).run(position.index(), position.index(), options))
        .getFirst();
  }

  private JsonNode traceBlock(Params params) {
    StoredBlock stored = stored(params);
    TraceOptions options = TraceOptions.read(params.optional(1, "options"));
    int last = stored.transactionHashes().size() - 1;
    List<JsonNode> traces = bounded(() -> new Replay(stored).run(0, last, options));
    ArrayNode out = Json.array();
    for (int i = 0; i < traces.size(); i++) {
      out.add(
          Json.object()
              .put("txHash", stored.transactionHashes().get(i).toString())
              .set("result", traces.get(i)));
    }
    return out;
  }

  private <T> T bounded(java.util.function.Supplier<T> work) {
    try {
      slots.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RpcErrors.server("shutting down");
    }
    try {
      return work.get();
    } catch (PrunedStateException e) {
      throw RpcErrors.server("required historical state unavailable: " + e.getMessage());
    } finally {
      slots.release();
    }
  }

  /** What the caller wants to see. */
  private record TraceOptions(
      String tracer,
      boolean onlyTopCall,
      boolean withLog,
      boolean diff,
      StructLogTracer.Options steps) {
    static TraceOptions read(Optional<Param> param) {
      Optional<Param> config = param.flatMap(p -> p.field("tracerConfig").ifPresent());
      String tracer = param.flatMap(p -> p.field("tracer").ifPresent()).map(Param::text).orElse("");
      if (!List.of("", "callTracer", "prestateTracer").contains(tracer)) {
        throw RpcErrors.server("tracer not found: " + tracer);
      }
      return new TraceOptions(
          tracer,
          flag(config, "onlyTopCall"),
          flag(config, "withLog"),
          flag(config, "diffMode"),
          new StructLogTracer.Options(
              !flag(param, "disableStack"),
              flag(param, "enableMemory"),
              !flag(param, "disableStorage"),
              MAX_STEPS));
    }

    private static boolean flag(Optional<Param> param, String name) {
      return param.flatMap(p -> p.field(name).ifPresent()).map(Param::bool).orElse(false);
    }
  }

  /** One block executed again from the state before it. */
  private final class Replay {
    private final StoredBlock stored;
    private final BlockHeader header;
    private final BlockContext context;
    private final TransactionProcessor processor;
    private WorldState world;

    Replay(StoredBlock stored) {
      this.stored = stored;
      this.header = stored.block().header();
      this.context = view.context(header);
      Fork fork = view.fork(header.timestamp());
      this.processor = new TransactionProcessor(fork);
      StateReader parent = view.store().stateAt(header.number() - 1);
      this.world = new WorldState(parent);
      new SystemCalls(processor.evm())
          .beginBlock(
              world,
              context,
              header.parentHash(),
              header.parentBeaconBlockRoot().orElse(Hash.ZERO));
    }

    /** Traces of the transactions from {@code first} to {@code last}. */
    List<JsonNode> run(int first, int last, TraceOptions options) {
      List<JsonNode> traces = new ArrayList<>();
      for (int i = 0; i <= last; i++) {
        if (i < first) {
          process(world, i, Optional.empty());
        } else {
          traces.add(trace(i, options));
        }
      }
      return traces;
    }

    private TransactionResult.Included process(WorldState on, int index, Optional<Tracer> tracer) {
      Block block = stored.block();
      Transaction tx = EthJson.decode(block.transactions().get(index));
      TransactionResult result =
          processor.process(
              on, context, header.gasLimit(), tx, stored.senders().get(index), tracer);
      if (result instanceof TransactionResult.Included included) {
        return included;
      }
      throw new IllegalStateException(
          "transaction %d of block %d does not execute again: a bug"
              .formatted(index, header.number()));
    }

    private JsonNode trace(int index, TraceOptions options) {
      Map<String, Object> trace =
          switch (options.tracer()) {
            case "callTracer" -> calls(index, options);
            case "prestateTracer" -> prestate(index, options);
            default -> steps(index, options);
          };
      return Json.of(trace);
    }

    private Map<String, Object> calls(int index, TraceOptions options) {
      CallTracer tracer = new CallTracer(options.onlyTopCall(), options.withLog());
      TransactionResult.Included result = process(world, index, Optional.of(tracer));
      long gasLimit = EthJson.decode(stored.block().transactions().get(index)).gasLimit();
      return tracer.result(gasLimit, result.gasUsed());
    }

    private Map<String, Object> prestate(int index, TraceOptions options) {
      PrestateTracer tracer = new PrestateTracer(world);
      process(tracer.world(), index, Optional.empty());
      Map<String, Object> out = options.diff() ? tracer.diff() : tracer.prestate();
      process(world, index, Optional.empty());
      return out;
    }

    private Map<String, Object> steps(int index, TraceOptions options) {
      WorldState on = world;
      StructLogTracer tracer = new StructLogTracer(options.steps(), Opcode::name, on::storage);
      TransactionResult.Included result = process(on, index, Optional.of(tracer));
      return tracer.result(result.gasUsed(), !result.succeeded(), result.execution().output());
    }
  }
}
