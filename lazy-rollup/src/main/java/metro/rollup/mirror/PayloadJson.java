package metro.rollup.mirror;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Withdrawal;
import metro.evm.store.StoredBlock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Blocks and heads as the Engine API takes them (execution-apis: cancun.md, prague.md). */
final class PayloadJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PayloadJson() {}

  /** The parameters of engine_newPayloadV4. The chain has no blobs, so no versioned hashes. */
  static JsonNode[] newPayload(StoredBlock stored) {
    Hash beaconRoot = stored.block().header().parentBeaconBlockRoot().orElse(Hash.ZERO);
    return new JsonNode[] {
      payload(stored), NODES.arrayNode(), text(beaconRoot), data(stored.requests())
    };
  }

  /** ExecutionPayloadV3. */
  private static ObjectNode payload(StoredBlock stored) {
    Block block = stored.block();
    BlockHeader header = block.header();
    ObjectNode json = NODES.objectNode();
    json.put("parentHash", header.parentHash().toString());
    json.put("feeRecipient", header.feeRecipient().toString());
    json.put("stateRoot", header.stateRoot().toString());
    json.put("receiptsRoot", header.receiptsRoot().toString());
    json.put("logsBloom", Hex.encode(header.logsBloom().bytes()));
    json.put("prevRandao", header.prevRandao().toString());
    json.put("blockNumber", quantity(header.number()));
    json.put("gasLimit", quantity(header.gasLimit()));
    json.put("gasUsed", quantity(header.gasUsed()));
    json.put("timestamp", quantity(header.timestamp()));
    json.put("extraData", header.extraData().toString());
    json.put("baseFeePerGas", header.baseFeePerGas().toQuantity());
    json.put("blockHash", stored.hash().toString());
    json.set("transactions", data(block.transactions()));
    json.set("withdrawals", withdrawals(block.withdrawals()));
    json.put("blobGasUsed", quantity(header.blobGasUsed().orElse(0)));
    json.put("excessBlobGas", quantity(header.excessBlobGas().orElse(0)));
    return json;
  }

  private static ArrayNode withdrawals(List<Withdrawal> withdrawals) {
    ArrayNode json = NODES.arrayNode();
    for (Withdrawal withdrawal : withdrawals) {
      json.addObject()
          .put("index", quantity(withdrawal.index()))
          .put("validatorIndex", quantity(withdrawal.validatorIndex()))
          .put("address", withdrawal.address().toString())
          .put("amount", quantity(withdrawal.amountGwei()));
    }
    return json;
  }

  private static ArrayNode data(List<Bytes> items) {
    ArrayNode json = NODES.arrayNode();
    items.forEach(item -> json.add(item.toString()));
    return json;
  }

  /** ForkchoiceStateV1; tags that were never set are zero. */
  static ObjectNode forkchoice(Hash head, Optional<Hash> safe, Optional<Hash> finalized) {
    return NODES
        .objectNode()
        .put("headBlockHash", head.toString())
        .put("safeBlockHash", safe.orElse(Hash.ZERO).toString())
        .put("finalizedBlockHash", finalized.orElse(Hash.ZERO).toString());
  }

  static JsonNode text(Hash hash) {
    return NODES.stringNode(hash.toString());
  }

  static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }
}
