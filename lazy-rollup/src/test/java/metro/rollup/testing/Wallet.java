package metro.rollup.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;

/** A key that signs ordinary transactions for one chain. */
public final class Wallet {
  private static final UInt256 MAX_FEE = UInt256.of(100_000_000_000L);
  private static final UInt256 TIP = UInt256.of(1_000_000L);

  private final long chainId;
  private final TransactionSigner signer;
  private long nonce;

  /** A wallet whose key follows from {@code seed}. */
  public Wallet(long chainId, int seed) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) seed);
    this.chainId = chainId;
    this.signer = new TransactionSigner(Secp256k1.fastest(), key);
  }

  /** Whose. */
  public Address address() {
    return signer.address();
  }

  /** A transfer with the next nonce. */
  public Bytes transfer(Address to, long wei) {
    return sign(nonce++, Optional.of(to), wei, Bytes.EMPTY, 21_000);
  }

  /** A call with the next nonce. */
  public Bytes call(Address to, Bytes data, long gas) {
    return sign(nonce++, Optional.of(to), 0, data, gas);
  }

  /** A creation with the next nonce. */
  public Bytes create(Bytes code, long gas) {
    return sign(nonce++, Optional.empty(), 0, code, gas);
  }

  /** Any transaction. */
  public Bytes sign(long withNonce, Optional<Address> to, long wei, Bytes data, long gas) {
    Transaction tx =
        new FeeMarketTransaction(
            chainId,
            withNonce,
            TIP,
            MAX_FEE,
            gas,
            to,
            UInt256.of(wei),
            data,
            List.of(),
            TransactionSigner.unsigned());
    return Bytes.wrap(signer.sign(tx).encode());
  }
}
