package metro.evm.state;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;

/**
 * Reads of one committed state. An implementation over a partial state (a witness) throws its own
 * unchecked exception for what it does not hold.
 */
public interface StateReader {
  /** The account, or empty when the state has none at this address. */
  Optional<Account> account(Address address);

  /** The value of a storage slot, zero when it was never set. */
  UInt256 storage(Address address, UInt256 slot);

  /** Whether any slot of the account is not zero (EIP-7610 asks it before a creation). */
  boolean hasStorage(Address address);

  /**
   * The code with this hash; no bytes for {@link Account#EMPTY_CODE_HASH}. The caller must not
   * change the array.
   *
   * @throws IllegalStateException when the state refers to the hash but does not hold the code
   */
  byte[] code(Hash codeHash);

  /** The state without any account. */
  StateReader EMPTY =
      new StateReader() {
        @Override
        public Optional<Account> account(Address address) {
          return Optional.empty();
        }

        @Override
        public UInt256 storage(Address address, UInt256 slot) {
          return UInt256.ZERO;
        }

        @Override
        public boolean hasStorage(Address address) {
          return false;
        }

        @Override
        public byte[] code(Hash codeHash) {
          return new byte[0];
        }
      };
}
