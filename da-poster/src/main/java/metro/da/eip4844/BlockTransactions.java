package metro.da.eip4844;

import java.util.List;
import java.util.OptionalLong;
import metro.da.celestia.JsonFields;
import metro.ethereum.AccessListEntry;
import metro.ethereum.AccessListTransaction;
import metro.ethereum.Authorization;
import metro.ethereum.BlobTransaction;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import tools.jackson.databind.JsonNode;

/**
 * Transactions as an execution client writes them in JSON. Whether the fields are the true ones
 * shows when the root over their canonical bytes is the header's.
 */
final class BlockTransactions {
  private static final int MAX_ELEMENTS = 1 << 20;
  private static final long PROTECTED_V = 35;
  private static final long PLAIN_V = 27;

  private BlockTransactions() {}

  /** The transaction, or {@link IllegalArgumentException} naming the field. */
  static Transaction read(JsonNode json) {
    return switch ((int) Quantities.long63(json, "type")) {
      case 0 -> legacy(json);
      case AccessListTransaction.TYPE -> accessList(json);
      case FeeMarketTransaction.TYPE -> feeMarket(json);
      case BlobTransaction.TYPE -> blob(json);
      case SetCodeTransaction.TYPE -> setCode(json);
      default ->
          throw new IllegalArgumentException(
              "transaction type " + json.path("type") + " is newer than this software");
    };
  }

  /**
   * The bytes that stand in the trie. Anvil puts blob transactions there with their sidecars, which
   * it also shows; no other node does.
   */
  static byte[] leaf(JsonNode json, Transaction transaction) {
    return transaction instanceof BlobTransaction blob
        ? Sidecar.read(json).map(sidecar -> sidecar.wrap(blob)).orElseGet(blob::encode)
        : transaction.encode();
  }

  private static Transaction legacy(JsonNode json) {
    long v = Quantities.long63(json, "v");
    boolean isProtected = v >= PROTECTED_V;
    int parity = (int) (isProtected ? (v - PROTECTED_V) & 1 : v - PLAIN_V);
    return new LegacyTransaction(
        isProtected ? OptionalLong.of((v - PROTECTED_V) >> 1) : OptionalLong.empty(),
        Quantities.uint64(json, "nonce"),
        Quantities.number(json, "gasPrice"),
        Quantities.uint64(json, "gas"),
        Quantities.optionalAddress(json, "to"),
        Quantities.number(json, "value"),
        Quantities.bytes(json, "input"),
        new Signature(parity, Quantities.number(json, "r"), Quantities.number(json, "s")));
  }

  private static Transaction accessList(JsonNode json) {
    return new AccessListTransaction(
        Quantities.long63(json, "chainId"),
        Quantities.uint64(json, "nonce"),
        Quantities.number(json, "gasPrice"),
        Quantities.uint64(json, "gas"),
        Quantities.optionalAddress(json, "to"),
        Quantities.number(json, "value"),
        Quantities.bytes(json, "input"),
        accesses(json),
        signature(json));
  }

  private static Transaction feeMarket(JsonNode json) {
    return new FeeMarketTransaction(
        Quantities.long63(json, "chainId"),
        Quantities.uint64(json, "nonce"),
        Quantities.number(json, "maxPriorityFeePerGas"),
        Quantities.number(json, "maxFeePerGas"),
        Quantities.uint64(json, "gas"),
        Quantities.optionalAddress(json, "to"),
        Quantities.number(json, "value"),
        Quantities.bytes(json, "input"),
        accesses(json),
        signature(json));
  }

  private static Transaction blob(JsonNode json) {
    return new BlobTransaction(
        Quantities.long63(json, "chainId"),
        Quantities.uint64(json, "nonce"),
        Quantities.number(json, "maxPriorityFeePerGas"),
        Quantities.number(json, "maxFeePerGas"),
        Quantities.uint64(json, "gas"),
        Quantities.address(json, "to"),
        Quantities.number(json, "value"),
        Quantities.bytes(json, "input"),
        accesses(json),
        Quantities.number(json, "maxFeePerBlobGas"),
        hashes(json, "blobVersionedHashes"),
        signature(json));
  }

  private static Transaction setCode(JsonNode json) {
    return new SetCodeTransaction(
        Quantities.long63(json, "chainId"),
        Quantities.uint64(json, "nonce"),
        Quantities.number(json, "maxPriorityFeePerGas"),
        Quantities.number(json, "maxFeePerGas"),
        Quantities.uint64(json, "gas"),
        Quantities.address(json, "to"),
        Quantities.number(json, "value"),
        Quantities.bytes(json, "input"),
        accesses(json),
        JsonFields.list(json, "authorizationList", MAX_ELEMENTS, BlockTransactions::authorization),
        signature(json));
  }

  private static Signature signature(JsonNode json) {
    UInt256 parity =
        Quantities.number(json, Quantities.isPresent(json, "yParity") ? "yParity" : "v");
    return new Signature(
        (int) parity.toLongSaturated(), Quantities.number(json, "r"), Quantities.number(json, "s"));
  }

  private static Authorization authorization(JsonNode json) {
    return new Authorization(
        Quantities.number(json, "chainId"),
        Quantities.address(json, "address"),
        Quantities.uint64(json, "nonce"),
        signature(json));
  }

  private static List<AccessListEntry> accesses(JsonNode json) {
    return JsonFields.list(
        json,
        "accessList",
        MAX_ELEMENTS,
        entry ->
            new AccessListEntry(
                Quantities.address(entry, "address"), hashes(entry, "storageKeys")));
  }

  private static List<Hash> hashes(JsonNode json, String field) {
    return JsonFields.list(json, field, MAX_ELEMENTS, value -> Hash.fromHex(value.asString("")));
  }
}
