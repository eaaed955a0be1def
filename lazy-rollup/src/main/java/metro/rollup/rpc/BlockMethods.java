package metro.rollup.rpc;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;
import metro.evm.store.TransactionPosition;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.jsonrpc.Params;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Blocks, transactions and receipts. A transaction of the open second is found with no block hash
 * and has a receipt only as part of {@code eth_getBlockReceipts("pending")}: libraries take a
 * receipt as the promise that "latest" shows its effects.
 */
final class BlockMethods {
  private final ChainView view;
  private final SentTransactions sent;

  BlockMethods(ChainView view, SentTransactions sent) {
    this.view = view;
    this.sent = sent;
  }

  void register(MethodTable table) {
    table.register("eth_blockNumber", _ -> Json.quantity(view.latest()));
    table.register("eth_getBlockByNumber", c -> block(number(c.params()), full(c.params())));
    table.register("eth_getBlockByHash", c -> block(byHash(c.params()), full(c.params())));
    table.register("eth_getBlockReceipts", c -> receipts(c.params()));
    table.register("eth_getBlockTransactionCountByNumber", c -> count(number(c.params())));
    table.register("eth_getBlockTransactionCountByHash", c -> count(byHash(c.params())));
    table.register(
        "eth_getTransactionByBlockNumberAndIndex",
        c -> transaction(number(c.params()), index(c.params())));
    table.register(
        "eth_getTransactionByBlockHashAndIndex",
        c -> transaction(byHash(c.params()), index(c.params())));
    table.register("eth_getTransactionByHash", c -> byTransactionHash(c.params()));
    table.register("eth_getTransactionReceipt", c -> receipt(c.params()));
    table.register("eth_getUncleCountByBlockNumber", c -> uncleCount(number(c.params())));
    table.register("eth_getUncleCountByBlockHash", c -> uncleCount(byHash(c.params())));
    table.register("eth_getUncleByBlockNumberAndIndex", _ -> Json.nothing());
    table.register("eth_getUncleByBlockHashAndIndex", _ -> Json.nothing());
  }

  private Optional<BlockView> number(Params params) {
    Param param = params.at(0, "block number");
    param.json();
    return view.block(view.wanted(param));
  }

  private Optional<BlockView> byHash(Params params) {
    Hash hash = Hash.of(params.at(0, "block hash").fixedBytes(Hash.SIZE));
    return view.store().number(hash).flatMap(view::sealed);
  }

  private static boolean full(Params params) {
    return params.optional(1, "full transactions").map(Param::bool).orElse(false);
  }

  private static long index(Params params) {
    return params.at(1, "transaction index").quantity();
  }

  private static JsonNode block(Optional<BlockView> block, boolean full) {
    return block.<JsonNode>map(b -> EthJson.block(b, full)).orElseGet(Json::nothing);
  }

  private static JsonNode count(Optional<BlockView> block) {
    return block.map(b -> Json.quantity(b.size())).orElseGet(Json::nothing);
  }

  private static JsonNode uncleCount(Optional<BlockView> block) {
    return block.map(_ -> Json.quantity(0)).orElseGet(Json::nothing);
  }

  private static JsonNode transaction(Optional<BlockView> block, long index) {
    return block
        .filter(b -> index < b.size())
        .<JsonNode>map(b -> EthJson.transaction(b, (int) index))
        .orElseGet(Json::nothing);
  }

  private JsonNode receipts(Params params) {
    Param param = params.at(0, "block");
    param.json();
    Optional<BlockView> block = view.block(view.wantedByAny(param));
    if (block.isEmpty()) {
      return Json.nothing();
    }
    ArrayNode out = Json.array();
    for (int i = 0; i < block.get().size(); i++) {
      out.add(EthJson.receipt(block.get(), i));
    }
    return out;
  }

  private JsonNode byTransactionHash(Params params) {
    Hash hash = Hash.of(params.at(0, "transaction hash").fixedBytes(Hash.SIZE));
    Optional<TransactionPosition> position = view.position(hash);
    if (position.isPresent()) {
      return transaction(view.sealed(position.get().blockNumber()), position.get().index());
    }
    return view.openBlock()
        .filter(open -> open.indexOf(hash) >= 0)
        .<JsonNode>map(open -> unplaced(open.transactions().get(open.indexOf(hash))))
        .or(() -> waiting(hash))
        .orElseGet(Json::nothing);
  }

  private static JsonNode unplaced(BlockView.Entry entry) {
    return EthJson.unplaced(entry.raw(), entry.hash(), entry.sender());
  }

  /** What was sent through this node and has not come back in the chain yet. */
  private Optional<JsonNode> waiting(Hash hash) {
    return view.chain().record(hash).isPresent()
        ? Optional.empty()
        : sent.find(hash).map(s -> EthJson.unplaced(s.raw(), s.hash(), s.sender()));
  }

  private JsonNode receipt(Params params) {
    Hash hash = Hash.of(params.at(0, "transaction hash").fixedBytes(Hash.SIZE));
    return view.position(hash)
        .flatMap(p -> view.sealed(p.blockNumber()).map(b -> List.of(EthJson.receipt(b, p.index()))))
        .<JsonNode>map(List::getFirst)
        .orElseGet(Json::nothing);
  }
}
