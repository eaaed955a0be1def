package metro.node.rpc;

import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.jsonrpc.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A transaction as eth_getTransactionByHash gives it. */
final class TransactionJson {
  private TransactionJson() {}

  /** Without a block: its fields are null. */
  static ObjectNode pending(Transaction transaction, Hash hash, Address from) {
    ObjectNode out = Json.object().put("hash", hash.toString());
    out.putNull("blockHash");
    out.putNull("blockNumber");
    out.putNull("transactionIndex");
    out.put("from", from.toString());
    out.set("to", transaction.to().map(a -> Json.text(a.toString())).orElseGet(Json::nothing));
    out.set("type", Json.quantity(transaction.type()));
    out.set("nonce", Json.quantity(transaction.nonce()));
    out.set("gas", Json.quantity(transaction.gasLimit()));
    out.put("value", transaction.value().toQuantity());
    out.put("input", transaction.data().toString());
    transaction.chainId().ifPresent(id -> out.set("chainId", Json.quantity(id)));
    fees(out, transaction);
    lists(out, transaction);
    signature(out, transaction);
    return out;
  }

  /** In a block of the committee's own chain. */
  static ObjectNode included(ObjectNode pending, Hash blockHash, long number, long index) {
    pending.put("blockHash", blockHash.toString());
    pending.set("blockNumber", Json.quantity(number));
    pending.set("transactionIndex", Json.quantity(index));
    return pending;
  }

  private static void fees(ObjectNode out, Transaction transaction) {
    out.put("gasPrice", transaction.maxFeePerGas().toQuantity());
    if (transaction.type() >= 2) {
      out.put("maxFeePerGas", transaction.maxFeePerGas().toQuantity());
      out.put("maxPriorityFeePerGas", transaction.maxPriorityFeePerGas().toQuantity());
    }
  }

  private static void lists(ObjectNode out, Transaction transaction) {
    if (transaction.type() > 0) {
      ArrayNode list = out.putArray("accessList");
      for (AccessListEntry entry : transaction.accessList()) {
        ObjectNode item = list.addObject().put("address", entry.address().toString());
        ArrayNode keys = item.putArray("storageKeys");
        entry.storageKeys().forEach(key -> keys.add(key.toString()));
      }
    }
    if (!transaction.authorizations().isEmpty()) {
      ArrayNode list = out.putArray("authorizationList");
      transaction.authorizations().forEach(a -> list.add(authorization(a)));
    }
  }

  private static ObjectNode authorization(Authorization authorization) {
    ObjectNode out = Json.object().put("chainId", authorization.chainId().toQuantity());
    out.put("address", authorization.address().toString());
    out.set("nonce", Json.quantity(authorization.nonce()));
    Signature signature = authorization.signature();
    out.set("yParity", Json.quantity(signature.yParity()));
    return out.put("r", signature.r().toQuantity()).put("s", signature.s().toQuantity());
  }

  private static void signature(ObjectNode out, Transaction transaction) {
    Signature signature = transaction.signature();
    long parity = signature.yParity();
    out.put("r", signature.r().toQuantity()).put("s", signature.s().toQuantity());
    if (transaction.type() == 0) {
      out.set("v", Json.quantity(35 + 2 * transaction.chainId().orElse(0) + parity));
    } else {
      out.set("v", Json.quantity(parity));
      out.set("yParity", Json.quantity(parity));
    }
  }
}
