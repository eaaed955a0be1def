package metro.state;

import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;

/**
 * The rules that need no state: which bytes are a transaction the sequencer takes. Ingress and
 * apply use the same.
 */
public sealed interface Admission {

  /**
   * A well-formed transaction with a canonical signature.
   *
   * @param transaction its fields
   * @param raw its canonical bytes
   * @param id Keccak-256 of {@code raw}
   * @param chainId where it goes
   */
  record Admitted(Transaction transaction, Bytes raw, Hash id, long chainId) implements Admission {}

  /**
   * Not one.
   *
   * @param reason stable code
   * @param detail one phrase naming the field or rule
   */
  record Refused(RejectReason reason, String detail) implements Admission {}

  /** Checks size, canonical form, type, replay protection and the signature's range. */
  static Admission of(Bytes raw) {
    if (raw.length() > Limits.MAX_TRANSACTION_BYTES) {
      return new Refused(
          RejectReason.TOO_LARGE,
          raw.length() + " bytes, the limit is " + Limits.MAX_TRANSACTION_BYTES);
    }
    if (!raw.isEmpty() && isUnknownType(raw.at(0) & 0xff)) {
      return new Refused(RejectReason.TYPE_NOT_SUPPORTED, "type " + raw.at(0));
    }
    return switch (TransactionDecoder.decode(raw.arrayForReading())) {
      case TransactionDecoder.Malformed m -> new Refused(RejectReason.MALFORMED, m.reason());
      case TransactionDecoder.Decoded d -> check(d);
    };
  }

  private static Admission check(TransactionDecoder.Decoded decoded) {
    Transaction transaction = decoded.transaction();
    if (transaction instanceof BlobTransaction) {
      return new Refused(RejectReason.TYPE_NOT_SUPPORTED, "blobs cannot travel to a rollup");
    }
    if (transaction.chainId().isEmpty()) {
      return new Refused(RejectReason.UNPROTECTED, "the signature binds to no chain id");
    }
    if (!transaction.signature().isCanonical()) {
      return new Refused(RejectReason.INVALID_SIGNATURE, "r or s out of range, or s not low");
    }
    return new Admitted(
        transaction, decoded.raw(), decoded.hash(), transaction.chainId().getAsLong());
  }

  /** EIP-2718: types are 0 to 0x7f; 0 itself is never written as a type byte. */
  private static boolean isUnknownType(int first) {
    return first == 0 || (first > 4 && first < 0x80);
  }
}
