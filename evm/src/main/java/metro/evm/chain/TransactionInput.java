package metro.evm.chain;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * What was ordered: bytes that may or may not be a transaction.
 *
 * @param raw as submitted
 * @param sender who signed it, when the caller has verified that already
 */
public record TransactionInput(Bytes raw, Optional<Address> sender) {
  /** Bytes whose sender has still to be recovered. */
  public static TransactionInput of(Bytes raw) {
    return new TransactionInput(raw, Optional.empty());
  }
}
