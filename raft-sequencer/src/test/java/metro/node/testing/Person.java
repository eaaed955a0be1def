package metro.node.testing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.ProposedSender;
import metro.state.RollupId;

/** Somebody with a key and money. */
public final class Person {
  private static final Address SOMEBODY =
      Address.fromHex("0x00000000000000000000000000000000000000aa");

  private final byte[] privateKey;
  private final Bytes publicKey;
  private final TransactionSigner signer;

  /** Person {@code number}, from 1. */
  public Person(int number) {
    privateKey = ByteBuffer.allocate(32).putInt(28, number).array();
    publicKey = Bytes.wrap(Secp256k1.fastest().publicKey(privateKey));
    signer = new TransactionSigner(Secp256k1.fastest(), privateKey);
  }

  /** Whose money it is. */
  public Address address() {
    return signer.address();
  }

  /** The key, for signers. */
  public byte[] privateKey() {
    return privateKey.clone();
  }

  /** Canonical bytes of a transfer on {@code rollup}. */
  public Bytes transfer(RollupId rollup, long nonce) {
    return Bytes.wrap(
        signer
            .sign(
                new FeeMarketTransaction(
                    rollup.chainId(),
                    nonce,
                    UInt256.ONE,
                    UInt256.of(1_000_000_000),
                    21_000,
                    Optional.of(SOMEBODY),
                    UInt256.of(nonce + 1),
                    Bytes.EMPTY,
                    List.of(),
                    TransactionSigner.unsigned()))
            .encode());
  }

  /** A transfer as a leader proposes it. */
  public ProposedTransaction proposed(RollupId rollup, long nonce) {
    return proposed(transfer(rollup, nonce));
  }

  /** One's own transaction as a leader proposes it. */
  public ProposedTransaction proposed(Bytes raw) {
    return new ProposedTransaction(raw, new ProposedSender.FirstSeen(publicKey));
  }
}
