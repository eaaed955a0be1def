package metro.node.rpc;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.Param;
import metro.node.chain.Chain;
import metro.soft.Certificate;
import metro.state.Admission;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.LedgerView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sequencer blocks in the shape of Ethereum's, with their native operations as transactions. */
final class NativeBlocks {
  static final String NO_BLOOM = "0x" + "0".repeat(512);
  private static final String NO_UNCLES =
      "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
  private static final long GAS_LIMIT = 30_000_000;

  private final long committee;
  private final Chain chain;

  NativeBlocks(long committee, Chain chain) {
    this.committee = committee;
    this.chain = chain;
  }

  JsonNode byNumber(Call call) {
    long height = height(call.params().at(0, "block"));
    boolean full = call.params().optional(1, "full transactions").map(Param::bool).orElse(false);
    return chain
        .header(height)
        .<JsonNode>map(header -> json(header, full))
        .orElseGet(Json::nothing);
  }

  private long height(Param block) {
    return switch (block.text()) {
      case "latest", "pending" -> chain.height();
      case "safe" -> chain.newestCertificate().map(Certificate::height).orElse(0L);
      case "finalized" -> new LedgerView(chain.view()).cursor().postedHeight();
      case "earliest" -> 0;
      default -> block.quantity();
    };
  }

  /** A header as {@code newHeads} tells it. */
  ObjectNode head(BlockHeader header) {
    ObjectNode out = json(header, false);
    out.remove("transactions");
    out.remove("uncles");
    return out;
  }

  private ObjectNode json(BlockHeader header, boolean full) {
    ObjectNode out = Json.object();
    Hash hash = header.hash();
    out.set("number", Json.quantity(header.height()));
    out.put("hash", hash.toString());
    out.put("parentHash", header.parent().toString());
    out.put("nonce", "0x0000000000000000");
    out.put("mixHash", Hash.ZERO.toString());
    out.put("sha3Uncles", NO_UNCLES);
    out.put("logsBloom", NO_BLOOM);
    out.put("transactionsRoot", header.itemsRoot().toString());
    out.put("stateRoot", header.stateHash().toString());
    out.put("receiptsRoot", Hash.ZERO.toString());
    out.put("miner", Address.ZERO.toString());
    out.put("difficulty", "0x0");
    out.put("extraData", "0x");
    out.set("size", Json.quantity(BlockHeader.SIZE));
    out.set("gasLimit", Json.quantity(GAS_LIMIT));
    out.put("gasUsed", "0x0");
    out.set("timestamp", Json.quantity(header.timeMs() / 1000));
    out.putArray("uncles");
    ArrayNode transactions = out.putArray("transactions");
    chain
        .block(header.height())
        .ifPresent(block -> addTransactions(transactions, block, hash, full));
    return out;
  }

  private void addTransactions(ArrayNode out, Block block, Hash blockHash, boolean full) {
    for (int i = 0; i < block.items().size(); i++) {
      Block.Item item = block.items().get(i);
      if (item.rollup() == committee) {
        Optional<ObjectNode> json =
            full ? transaction(item, blockHash, block.height(), i) : Optional.empty();
        json.ifPresentOrElse(out::add, () -> out.add(item.transaction().id().toString()));
      }
    }
  }

  private static Optional<ObjectNode> transaction(
      Block.Item item, Hash blockHash, long height, int index) {
    return item.transaction().admission() instanceof Admission.Admitted a
        ? Optional.of(
            TransactionJson.included(
                TransactionJson.pending(a.transaction(), a.id(), item.sender()),
                blockHash,
                height,
                index))
        : Optional.empty();
  }
}
