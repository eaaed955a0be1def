package metro.evm.trie;

import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.state.Account;

/**
 * An account as the account trie holds it (Yellow Paper, section 4.1).
 *
 * @param storageRoot root of its storage trie
 */
public record StoredAccount(Account account, Hash storageRoot) {
  private static final int ENCODED_BYTES = 120;

  /** The RLP list of nonce, balance, storage root and code hash. */
  public byte[] encode() {
    return new RlpWriter(ENCODED_BYTES)
        .list(w ->
            w.uint64(account.nonce())
                .uint256(account.balance())
                .hash(storageRoot)
                .hash(account.codeHash()))
        .toBytes();
  }

  /**
   * Reads {@link #encode()}.
   *
   * @throws metro.ethereum.RlpException when the bytes are something else
   */
  public static StoredAccount decode(byte[] encoded) {
    RlpReader outer = RlpReader.of(encoded);
    RlpReader in = outer.list();
    long nonce = in.uint64();
    UInt256 balance = in.uint256();
    Hash storageRoot = in.hash();
    Hash codeHash = in.hash();
    in.requireEnd();
    outer.requireEnd();
    return new StoredAccount(new Account(nonce, balance, codeHash), storageRoot);
  }
}
