package metro.evm.statetest;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hex;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;
import tools.jackson.databind.JsonNode;

/** A case's transaction: from its signed bytes, or, when the file has none, from its fields. */
final class TestTransaction {
  private TestTransaction() {}

  /** What became of it. */
  sealed interface Parsed {}

  /** A transaction and who signed it. */
  record Usable(Transaction transaction, Address sender) implements Parsed {}

  /** Not a transaction, or not signed. */
  record Unusable(String reason) implements Parsed {}

  static Parsed of(JsonNode transaction, JsonNode expected) {
    return expected.has("txbytes")
        ? decode(Hex.decode(expected.get("txbytes").asString()))
        : fromFields(transaction, expected.path("indexes"));
  }

  private static Parsed decode(byte[] bytes) {
    return switch (TransactionDecoder.decode(bytes)) {
      case TransactionDecoder.Malformed malformed -> new Unusable(malformed.reason());
      case TransactionDecoder.Decoded decoded -> withSender(decoded.transaction());
    };
  }

  private static Parsed withSender(Transaction transaction) {
    Optional<Address> sender =
        transaction.signature().isCanonical()
            ? Secp256k1.fastest()
                .recover(transaction.signingHash().bytes(), transaction.signature())
                .map(Address::ofPublicKey)
            : Optional.empty();
    return sender.isPresent()
        ? new Usable(transaction, sender.get())
        : new Unusable("the signature is not valid");
  }

  private static Parsed fromFields(JsonNode transaction, JsonNode indexes) {
    try {
      TransactionFields fields = new TransactionFields(transaction, indexes);
      return new Usable(fields.unsigned(), fields.sender());
    } catch (IllegalArgumentException | ArithmeticException e) {
      return new Unusable("the transaction's fields: " + e.getMessage());
    }
  }
}
