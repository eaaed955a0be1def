package metro.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import tools.jackson.databind.node.ArrayNode;

/** Search for events over ranges of blocks. */
final class LogMethods {
  /** Blocks in one search. */
  static final long MAX_RANGE_BLOCKS = 100_000;

  /** Events in one answer. */
  static final int MAX_LOGS = 10_000;

  private final ChainView view;

  LogMethods(ChainView view) {
    this.view = view;
  }

  void register(MethodTable table) {
    table.register("eth_getLogs", c -> json(search(c.params().at(0, "filter"))));
  }

  static ArrayNode json(List<PlacedLog> logs) {
    ArrayNode out = Json.array();
    logs.forEach(log -> out.add(EthJson.log(log, false)));
    return out;
  }

  /** The events a filter object names. */
  List<PlacedLog> search(Param filter) {
    LogQuery query = LogQuery.read(Optional.of(filter));
    Param blockHash = filter.field("blockHash");
    Param from = filter.field("fromBlock");
    Param to = filter.field("toBlock");
    if (blockHash.isPresent()) {
      if (from.isPresent() || to.isPresent()) {
        throw RpcErrors.invalid(
            "invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or"
                + " the other");
      }
      return inBlock(query, CallArguments.word(blockHash));
    }
    return inRange(query, view.wanted(from), view.wanted(to));
  }

  private List<PlacedLog> inBlock(LogQuery query, Hash hash) {
    return view.store()
        .number(hash)
        .flatMap(view::sealed)
        .map(query::in)
        .orElseThrow(() -> RpcErrors.server("unknown block"));
  }

  private List<PlacedLog> inRange(LogQuery query, ChainView.Wanted from, ChainView.Wanted to) {
    long head = view.latest();
    long first = from.number().orElse(head + 1);
    long last = to.number().orElse(head + 1);
    if (first > last) {
      throw RpcErrors.invalid("invalid block range params");
    }
    if (last > head && !to.isPending()) {
      throw RpcErrors.invalid("block range extends beyond current head block");
    }
    if (last - first >= MAX_RANGE_BLOCKS) {
      throw RpcErrors.limit("block range is above " + MAX_RANGE_BLOCKS + " blocks");
    }
    List<PlacedLog> found = new ArrayList<>();
    sealed(query, first, Math.min(last, head), found);
    if (to.isPending()) {
      view.openBlock().map(query::in).ifPresent(found::addAll);
    }
    return found;
  }

  /** Adds the events of sealed blocks. */
  void sealed(LogQuery query, long first, long last, List<PlacedLog> found) {
    view.store()
        .scanBlooms(
            first,
            last,
            query::mayMatch,
            number -> {
              view.sealed(number).map(query::in).ifPresent(found::addAll);
              if (found.size() > MAX_LOGS) {
                throw RpcErrors.limit("query returned more than " + MAX_LOGS + " results");
              }
              return true;
            });
  }
}
