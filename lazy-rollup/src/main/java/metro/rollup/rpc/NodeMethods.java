package metro.rollup.rpc;

import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import metro.evm.store.BlockRef;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the node says about itself. */
final class NodeMethods {
  private static final int MAX_SHA3_BYTES = 1024 * 1024;

  private final ChainView view;

  NodeMethods(ChainView view) {
    this.view = view;
  }

  void register(MethodTable table) {
    long chainId = view.genesis().chainId();
    table.register("web3_clientVersion", _ -> Json.text(clientVersion()));
    table.register(
        "web3_sha3",
        c -> {
          Bytes data = Bytes.wrap(c.params().at(0, "data").bytes(MAX_SHA3_BYTES));
          return EthJson.hex(Keccak.hash(data.toArray()));
        });
    table.register("net_version", _ -> Json.text(Long.toString(chainId)));
    table.register("net_listening", _ -> Json.bool(true));
    table.register("net_peerCount", _ -> Json.quantity(0));
    table.register("eth_chainId", _ -> Json.quantity(chainId));
    table.register("eth_syncing", _ -> Json.bool(false));
    table.register("eth_accounts", _ -> Json.array());
    table.register("eth_mining", _ -> Json.bool(false));
    table.register("eth_hashrate", _ -> Json.quantity(0));
    table.register("eth_capabilities", _ -> capabilities());
  }

  private static String clientVersion() {
    return "metro/0.1.0/java" + Runtime.version().feature();
  }

  private JsonNode capabilities() {
    BlockRef head = view.store().head().orElseThrow();
    ObjectNode out = Json.object();
    ObjectNode ref = Json.object().put("hash", head.hash().toString());
    ref.set("number", Json.quantity(head.number()));
    out.set("head", ref);
    out.set("state", from(view.store().firstState()));
    out.set("tx", from(0));
    out.set("logs", from(0));
    out.set("receipts", from(0));
    out.set("blocks", from(0));
    long firstProof =
        Math.max(
            view.store().firstState(),
            head.number() - metro.evm.store.StateStore.MAX_PROOF_DEPTH_BLOCKS);
    out.set("stateproofs", from(firstProof));
    return out;
  }

  private static ObjectNode from(long oldest) {
    ObjectNode out = Json.object().put("disabled", false);
    out.set("oldestBlock", Json.quantity(oldest));
    return out;
  }
}
