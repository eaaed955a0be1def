package metro.evm.chain;

import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Transaction;

/** An input after everything that needs no state. */
sealed interface Prepared {
  /** A transaction with a known sender. */
  record Ready(Transaction transaction, Bytes raw, Hash hash, Address sender) implements Prepared {}

  /** Not usable in any state. */
  record Unusable(Outcome.Skipped outcome) implements Prepared {}
}
