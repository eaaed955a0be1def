package metro.rollup.rpc;

import java.util.List;
import java.util.Optional;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;
import metro.ethereum.UInt256;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Bloom;
import metro.jsonrpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Blocks, transactions, receipts and logs as execution-apis writes them. */
final class EthJson {
  private EthJson() {}

  static JsonNode quantity(UInt256 value) {
    return Json.text(value.toQuantity());
  }

  static JsonNode hex(Bytes bytes) {
    return Json.text(bytes.toString());
  }

  static JsonNode hex(Hash hash) {
    return Json.text(hash.toString());
  }

  static JsonNode hex(Address address) {
    return Json.text(address.toString());
  }

  static ObjectNode header(BlockHeader header, Hash hash) {
    ObjectNode out = Json.object();
    out.put("hash", hash.toString());
    out.put("nonce", "0x%016x".formatted(header.nonce()));
    out.put("miner", header.feeRecipient().toString());
    out.put("logsBloom", header.logsBloom().toString());
    out.put("stateRoot", header.stateRoot().toString());
    out.put("transactionsRoot", header.transactionsRoot().toString());
    out.put("receiptsRoot", header.receiptsRoot().toString());
    out.put("parentHash", header.parentHash().toString());
    out.put("sha3Uncles", BlockHeader.NO_OMMERS.toString());
    out.put("mixHash", header.prevRandao().toString());
    out.put("extraData", header.extraData().toString());
    out.set("number", Json.quantity(header.number()));
    out.set("timestamp", Json.quantity(header.timestamp()));
    out.set("gasLimit", Json.quantity(header.gasLimit()));
    out.set("gasUsed", Json.quantity(header.gasUsed()));
    out.set("difficulty", quantity(header.difficulty()));
    out.set("baseFeePerGas", quantity(header.baseFeePerGas()));
    header.withdrawalsRoot().ifPresent(root -> out.put("withdrawalsRoot", root.toString()));
    header.blobGasUsed().ifPresent(gas -> out.set("blobGasUsed", Json.quantity(gas)));
    header.excessBlobGas().ifPresent(gas -> out.set("excessBlobGas", Json.quantity(gas)));
    header.parentBeaconBlockRoot().ifPresent(r -> out.put("parentBeaconBlockRoot", r.toString()));
    header.requestsHash().ifPresent(root -> out.put("requestsHash", root.toString()));
    return out;
  }

  static ObjectNode block(BlockView block, boolean full) {
    ObjectNode out = header(block.header(), block.hash());
    if (block.isPending()) {
      List.of("hash", "nonce", "miner", "stateRoot")
          .forEach(field -> out.set(field, Json.nothing()));
      out.put("stateRoot", Hash.ZERO.toString());
    }
    out.set("size", Json.quantity(size(block)));
    ArrayNode transactions = Json.array();
    for (int i = 0; i < block.size(); i++) {
      transactions.add(full ? transaction(block, i) : hex(block.transactions().get(i).hash()));
    }
    out.set("transactions", transactions);
    out.set("uncles", Json.array());
    out.set("withdrawals", Json.array());
    return out;
  }

  private static long size(BlockView block) {
    List<Bytes> raw = block.transactions().stream().map(BlockView.Entry::raw).toList();
    return new Block(block.header(), raw, List.of()).encode().length;
  }

  static ObjectNode transaction(BlockView block, int index) {
    BlockView.Entry entry = block.transactions().get(index);
    ObjectNode out =
        transaction(
            entry.raw(), entry.hash(), entry.sender(), Optional.of(block.header().baseFeePerGas()));
    out.set("blockHash", block.isPending() ? Json.nothing() : hex(block.hash()));
    out.set("blockNumber", Json.quantity(block.header().number()));
    out.set("blockTimestamp", Json.quantity(block.header().timestamp()));
    out.set("transactionIndex", Json.quantity(index));
    return out;
  }

  /** A transaction that is in no block. */
  static ObjectNode unplaced(Bytes raw, Hash hash, Address sender) {
    ObjectNode out = transaction(raw, hash, sender, Optional.empty());
    List.of("blockHash", "blockNumber", "blockTimestamp", "transactionIndex")
        .forEach(field -> out.set(field, Json.nothing()));
    return out;
  }

  static Transaction decode(Bytes raw) {
    return switch (TransactionDecoder.decode(raw.arrayForReading())) {
      case TransactionDecoder.Decoded decoded -> decoded.transaction();
      case TransactionDecoder.Malformed malformed ->
          throw new IllegalStateException(
              "a stored transaction is malformed: " + malformed.reason());
    };
  }

  private static ObjectNode transaction(
      Bytes raw, Hash hash, Address sender, Optional<UInt256> baseFee) {
    Transaction tx = decode(raw);
    ObjectNode out = Json.object();
    out.put("hash", hash.toString());
    out.put("from", sender.toString());
    out.set("to", tx.to().<JsonNode>map(EthJson::hex).orElseGet(Json::nothing));
    out.set("type", Json.quantity(tx.type()));
    out.set("nonce", Json.quantity(tx.nonce()));
    out.set("gas", Json.quantity(tx.gasLimit()));
    out.set("value", quantity(tx.value()));
    out.put("input", tx.data().toString());
    tx.chainId().ifPresent(id -> out.set("chainId", Json.quantity(id)));
    out.set("gasPrice", quantity(gasPrice(tx, baseFee)));
    if (tx.type() >= 2) {
      out.set("maxFeePerGas", quantity(tx.maxFeePerGas()));
      out.set("maxPriorityFeePerGas", quantity(tx.maxPriorityFeePerGas()));
    }
    if (tx.type() >= 1) {
      out.set("accessList", accessList(tx.accessList()));
    }
    if (tx instanceof BlobTransaction blob) {
      out.set("maxFeePerBlobGas", quantity(blob.maxFeePerBlobGas()));
      ArrayNode hashes = Json.array();
      blob.blobHashes().forEach(h -> hashes.add(hex(h)));
      out.set("blobVersionedHashes", hashes);
    }
    if (!tx.authorizations().isEmpty()) {
      ArrayNode list = Json.array();
      tx.authorizations().forEach(a -> list.add(authorization(a)));
      out.set("authorizationList", list);
    }
    signature(tx, out);
    return out;
  }

  private static void signature(Transaction tx, ObjectNode out) {
    int parity = tx.signature().yParity();
    if (tx instanceof LegacyTransaction legacy) {
      long v = legacy.chainId().isPresent() ? 35 + 2 * legacy.chainId().getAsLong() : 27;
      out.set("v", Json.quantity(v + parity));
    } else {
      out.set("v", Json.quantity(parity));
      out.set("yParity", Json.quantity(parity));
    }
    out.set("r", quantity(tx.signature().r()));
    out.set("s", quantity(tx.signature().s()));
  }

  /** What the sender pays in a block of a base fee; the most it would pay when there is none. */
  static UInt256 gasPrice(Transaction tx, Optional<UInt256> baseFee) {
    return baseFee
        .map(base -> base.plus(tx.maxPriorityFeePerGas()).min(tx.maxFeePerGas()))
        .orElse(tx.maxFeePerGas());
  }

  static ArrayNode accessList(List<AccessListEntry> entries) {
    ArrayNode out = Json.array();
    for (AccessListEntry entry : entries) {
      ArrayNode keys = Json.array();
      entry.storageKeys().forEach(key -> keys.add(hex(key)));
      ObjectNode json = Json.object().put("address", entry.address().toString());
      json.set("storageKeys", keys);
      out.add(json);
    }
    return out;
  }

  private static ObjectNode authorization(Authorization a) {
    ObjectNode out = Json.object();
    out.set("chainId", quantity(a.chainId()));
    out.put("address", a.address().toString());
    out.set("nonce", Json.quantity(a.nonce()));
    out.set("yParity", Json.quantity(a.signature().yParity()));
    out.set("r", quantity(a.signature().r()));
    out.set("s", quantity(a.signature().s()));
    return out;
  }

  static ObjectNode receipt(BlockView block, int index) {
    BlockView.Entry entry = block.transactions().get(index);
    Transaction tx = decode(entry.raw());
    ObjectNode out = Json.object();
    out.put("transactionHash", entry.hash().toString());
    out.set("transactionIndex", Json.quantity(index));
    out.set("blockHash", block.isPending() ? Json.nothing() : hex(block.hash()));
    out.set("blockNumber", Json.quantity(block.header().number()));
    out.put("from", entry.sender().toString());
    out.set("to", tx.to().<JsonNode>map(EthJson::hex).orElseGet(Json::nothing));
    out.set("cumulativeGasUsed", Json.quantity(entry.receipt().cumulativeGasUsed()));
    out.set("gasUsed", Json.quantity(block.gasUsed(index)));
    out.set(
        "effectiveGasPrice", quantity(gasPrice(tx, Optional.of(block.header().baseFeePerGas()))));
    out.set(
        "contractAddress",
        tx.to().isPresent() ? Json.nothing() : hex(BlockView.created(entry.sender(), tx.nonce())));
    ArrayNode logs = Json.array();
    block.logs(index).forEach(log -> logs.add(log(log, false)));
    out.set("logs", logs);
    out.put("logsBloom", entry.receipt().bloom().toString());
    out.set("status", Json.quantity(entry.receipt().succeeded() ? 1 : 0));
    out.set("type", Json.quantity(entry.receipt().type()));
    return out;
  }

  static ObjectNode log(PlacedLog placed, boolean removed) {
    ObjectNode out = Json.object();
    out.put("address", placed.log().address().toString());
    ArrayNode topics = Json.array();
    placed.log().topics().forEach(topic -> topics.add(hex(topic)));
    out.set("topics", topics);
    out.put("data", placed.log().data().toString());
    out.set("blockNumber", Json.quantity(placed.blockNumber()));
    out.set("blockHash", placed.blockHash().<JsonNode>map(EthJson::hex).orElseGet(Json::nothing));
    out.set("blockTimestamp", Json.quantity(placed.timestamp()));
    out.put("transactionHash", placed.transactionHash().toString());
    out.set("transactionIndex", Json.quantity(placed.transactionIndex()));
    out.set("logIndex", Json.quantity(placed.logIndex()));
    out.put("removed", removed);
    return out;
  }

  /** A bloom over several. */
  static Bloom bloom(List<Bloom> blooms) {
    return Bloom.union(blooms);
  }

  static JsonNode hex(byte[] bytes) {
    return Json.text(Hex.encode(bytes));
  }
}
