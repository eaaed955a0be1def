package metro.rollup.rpc;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import metro.evm.BlockContext;
import metro.evm.CallRequest;
import metro.evm.CallResult;
import metro.evm.Execution;
import metro.evm.GasEstimate;
import metro.evm.Halt;
import metro.evm.Simulator;
import metro.evm.TransactionInvalid;
import metro.evm.state.StateReader;
import metro.evm.store.PrunedStateException;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcException;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Params;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls that are tried out and thrown away. */
final class CallMethods {
  /** Gas of one call: what a caller gets that names none, and the most it gets. */
  static final long GAS_CAP = 50_000_000;

  /** Simulations at once: they cost processor time, not waiting. */
  static final int MAX_AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();

  private final ChainView view;
  private final Semaphore slots = new Semaphore(MAX_AT_ONCE);

  CallMethods(ChainView view) {
    this.view = view;
  }

  void register(MethodTable table) {
    table.register("eth_call", c -> call(c.params()));
    table.register("eth_estimateGas", c -> estimate(c.params()));
    table.register("eth_createAccessList", c -> accessList(c.params()));
  }

  /** What a simulation runs on. */
  private record Stage(
      Simulator simulator, StateReader state, BlockContext block, CallRequest request) {}

  private Stage stage(Params params, long gasCap) {
    ChainView.At at = view.at(params.at(1, "block"));
    CallRequest request = CallArguments.read(params.at(0, "transaction"), gasCap);
    return new Stage(
        new Simulator(at.fork()),
        Overrides.state(at.state(), params.optional(2, "state overrides")),
        Overrides.block(at.context(), params.optional(3, "block overrides")),
        request);
  }

  private JsonNode call(Params params) {
    return bounded(() -> {
      Stage stage = stage(params, GAS_CAP);
      return switch (stage.simulator().call(stage.state(), stage.block(), stage.request())) {
        case CallResult.Refused(TransactionInvalid reason) -> throw refused(reason);
        case CallResult.Ran ran -> output(ran.execution());
      };
    });
  }

  private static JsonNode output(Execution execution) {
    return switch (execution.outcome()) {
      case SUCCEEDED -> EthJson.hex(execution.output());
      case REVERTED -> throw RpcErrors.reverted(execution.output());
      case FAILED ->
          throw RpcErrors.server(execution.halt().map(Halt::text).orElse("execution failed"));
    };
  }

  private JsonNode estimate(Params params) {
    return bounded(() -> {
      Stage stage = stage(params, GAS_CAP);
      return switch (stage.simulator().estimateGas(stage.state(), stage.block(), stage.request())) {
        case GasEstimate.Enough(long gasLimit) -> Json.quantity(gasLimit);
        case GasEstimate.Reverts(var data) -> throw RpcErrors.reverted(data);
        case GasEstimate.Fails(Halt halt) -> throw RpcErrors.server(halt.text());
        case GasEstimate.ExceedsAllowance(long allowance) ->
            throw RpcErrors.server("gas required exceeds allowance (" + allowance + ")");
        case GasEstimate.Refused(TransactionInvalid reason) -> throw refused(reason);
      };
    });
  }

  private JsonNode accessList(Params params) {
    return bounded(() -> {
      Stage stage = stage(params, GAS_CAP);
      Simulator.AccessListResult result =
          stage.simulator().createAccessList(stage.state(), stage.block(), stage.request());
      ObjectNode out = Json.object();
      out.set("accessList", EthJson.accessList(result.accessList()));
      switch (result.result()) {
        case CallResult.Refused(TransactionInvalid reason) -> throw refused(reason);
        case CallResult.Ran ran -> {
          out.set("gasUsed", Json.quantity(ran.gasUsed()));
          error(ran.execution()).ifPresent(text -> out.put("error", text));
        }
      }
      return out;
    });
  }

  private static Optional<String> error(Execution execution) {
    return switch (execution.outcome()) {
      case SUCCEEDED -> Optional.empty();
      case REVERTED -> Optional.of("execution reverted");
      case FAILED -> execution.halt().map(Halt::text);
    };
  }

  private static JsonRpcException refused(TransactionInvalid reason) {
    return RpcErrors.server(
        reason == TransactionInvalid.INSUFFICIENT_FUNDS
            ? "insufficient funds for gas * price + value"
            : reason.text());
  }

  private <T> T bounded(Supplier<T> work) {
    try {
      slots.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RpcErrors.server("shutting down");
    }
    try {
      return work.get();
    } catch (PrunedStateException e) {
      throw RpcErrors.server("missing trie node: " + e.getMessage());
    } finally {
      slots.release();
    }
  }
}
