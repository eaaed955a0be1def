package metro.evm.statetest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.AccessListEntry;
import metro.ethereum.AccessListTransaction;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import tools.jackson.databind.JsonNode;

/**
 * A transaction by its JSON fields. Its type follows from the fields that are there.
 *
 * @param indexes which of the alternatives for data, gas and value
 */
record TransactionFields(JsonNode transaction, JsonNode indexes) {
  private static final long CHAIN_ID = 1;
  private static final String BIG = "0x:bigint ";

  Transaction unsigned() {
    Signature none = TransactionSigner.unsigned();
    long nonce = uint64(transaction.path("nonce"));
    long gasLimit = uint64(alternative("gasLimit", "gas"));
    UInt256 value = number(alternative("value", "value"));
    Bytes data = Bytes.fromHex(alternative("data", "data").asString());
    UInt256 tip = number(transaction.path("maxPriorityFeePerGas"));
    UInt256 cap = number(transaction.path("maxFeePerGas"));
    UInt256 price = number(transaction.path("gasPrice"));
    if (transaction.has("authorizationList")) {
      return new SetCodeTransaction(
          CHAIN_ID,
          nonce,
          tip,
          cap,
          gasLimit,
          receiver(),
          value,
          data,
          accessList(),
          authorizations(),
          none);
    }
    if (transaction.has("maxFeePerBlobGas")) {
      UInt256 blobCap = number(transaction.path("maxFeePerBlobGas"));
      return new BlobTransaction(
          CHAIN_ID,
          nonce,
          tip,
          cap,
          gasLimit,
          receiver(),
          value,
          data,
          accessList(),
          blobCap,
          hashes(transaction.path("blobVersionedHashes")),
          none);
    }
    if (transaction.has("maxFeePerGas")) {
      return new FeeMarketTransaction(
          CHAIN_ID, nonce, tip, cap, gasLimit, to(), value, data, accessList(), none);
    }
    return alternative("accessLists", "data").isArray()
        ? new AccessListTransaction(
            CHAIN_ID, nonce, price, gasLimit, to(), value, data, accessList(), none)
        : new LegacyTransaction(
            OptionalLong.empty(), nonce, price, gasLimit, to(), value, data, none);
  }

  Address sender() {
    if (transaction.has("sender")) {
      return Address.fromHex(transaction.path("sender").asString());
    }
    byte[] key = Hex.decode(transaction.path("secretKey").asString());
    return Address.ofPublicKey(Secp256k1.fastest().publicKey(key));
  }

  private JsonNode alternative(String field, String index) {
    return transaction.path(field).path(indexes.path(index).asInt());
  }

  private static UInt256 number(JsonNode value) {
    String text = value.asString("0x0");
    return UInt256.parse(text.startsWith(BIG) ? text.substring(BIG.length()) : text);
  }

  private static long uint64(JsonNode value) {
    UInt256 number = number(value);
    if (number.bitLength() > 64) {
      throw new ArithmeticException(number + " is above 64 bits");
    }
    return number.w0();
  }

  private Optional<Address> to() {
    String to = transaction.path("to").asString("");
    return to.isEmpty() || to.equals("0x") ? Optional.empty() : Optional.of(Address.fromHex(to));
  }

  private Address receiver() {
    return to().orElseThrow(() -> new IllegalArgumentException("this type creates no contract"));
  }

  private List<AccessListEntry> accessList() {
    List<AccessListEntry> out = new ArrayList<>();
    for (JsonNode entry : alternative("accessLists", "data")) {
      Address address = Address.fromHex(entry.path("address").asString());
      out.add(new AccessListEntry(address, hashes(entry.path("storageKeys"))));
    }
    return out;
  }

  private static List<Hash> hashes(JsonNode list) {
    List<Hash> out = new ArrayList<>();
    list.forEach(hash -> out.add(Hash.of(number(hash).toBytes())));
    return out;
  }

  private List<Authorization> authorizations() {
    List<Authorization> out = new ArrayList<>();
    for (JsonNode a : transaction.path("authorizationList")) {
      JsonNode parity = a.has("yParity") ? a.path("yParity") : a.path("v");
      Signature signature =
          new Signature((int) uint64(parity), number(a.path("r")), number(a.path("s")));
      out.add(
          new Authorization(
              number(a.path("chainId")),
              Address.fromHex(a.path("address").asString()),
              uint64(a.path("nonce")),
              signature));
    }
    return out;
  }
}
