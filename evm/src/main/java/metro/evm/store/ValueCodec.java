package metro.evm.store;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.state.Account;

/** Accounts and slots as the flat tables hold them. */
final class ValueCodec {
  private ValueCodec() {}

  /** Nonce, balance, and the code hash unless it is the empty one. */
  static byte[] encode(Account account) {
    return new RlpWriter(80)
        .list(w -> {
          w.uint64(account.nonce()).uint256(account.balance());
          if (account.hasCode()) {
            w.hash(account.codeHash());
          }
        })
        .toBytes();
  }

  static Account account(byte[] encoded) {
    RlpReader in = RlpReader.of(encoded).list();
    long nonce = in.uint64();
    UInt256 balance = in.uint256();
    Hash codeHash = in.isAtEnd() ? Account.EMPTY_CODE_HASH : in.hash();
    return new Account(nonce, balance, codeHash);
  }

  /** A value that may have been absent: no bytes stand for absence. */
  static byte[] encode(Optional<Account> account) {
    return account.map(ValueCodec::encode).orElseGet(() -> new byte[0]);
  }

  static Optional<Account> optionalAccount(byte[] encoded) {
    return encoded.length == 0 ? Optional.empty() : Optional.of(account(encoded));
  }

  static byte[] encode(UInt256 value) {
    return value.toMinimalBytes();
  }

  static UInt256 slot(byte[] encoded) {
    return UInt256.fromBytes(encoded);
  }

  static byte[] encode(BlockRef ref) {
    return RlpWriter.encodeList(w -> w.uint64(ref.number()).hash(ref.hash()));
  }

  static BlockRef head(byte[] encoded) {
    RlpReader in = RlpReader.of(encoded).list();
    return new BlockRef(in.uint64(), in.hash());
  }
}
