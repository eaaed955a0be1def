package metro.evm.trie;

import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateReader;

/**
 * Reads a state from its trie: for witnesses and tests. What a partial trie does not hold is a
 * {@link MissingNodeException}. One thread.
 */
public final class TrieStateReader implements StateReader {
  private final StateTrie trie;
  private final Map<Hash, byte[]> codes;

  /** Reads {@code trie}; {@code codes} are by hash and must not change. */
  public TrieStateReader(StateTrie trie, Map<Hash, byte[]> codes) {
    this.trie = trie;
    this.codes = codes;
  }

  @Override
  public Optional<Account> account(Address address) {
    return trie.account(address).map(StoredAccount::account);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    return trie.storage(address, slot);
  }

  @Override
  public boolean hasStorage(Address address) {
    return trie.account(address)
        .filter(account -> !account.storageRoot().equals(Trie.EMPTY_ROOT))
        .isPresent();
  }

  @Override
  public byte[] code(Hash codeHash) {
    if (codeHash.equals(Account.EMPTY_CODE_HASH)) {
      return new byte[0];
    }
    byte[] code = codes.get(codeHash);
    if (code == null) {
      throw new IllegalStateException("code " + codeHash + " is missing in the witness or store");
    }
    return code;
  }
}
