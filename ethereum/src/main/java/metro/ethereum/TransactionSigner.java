package metro.ethereum;

/** Signs transactions with a private key in memory: for tools, tests and development networks. */
public final class TransactionSigner {
  private static final Signature NONE = new Signature(0, UInt256.ZERO, UInt256.ZERO);

  private final Secp256k1 secp256k1;
  private final byte[] privateKey;

  /** A signer for one key of 32 bytes. */
  public TransactionSigner(Secp256k1 secp256k1, byte[] privateKey) {
    this.secp256k1 = secp256k1;
    this.privateKey = privateKey.clone();
  }

  /** The placeholder to build a transaction with before it is signed. */
  public static Signature unsigned() {
    return NONE;
  }

  /** The key's address. */
  public Address address() {
    return Address.ofPublicKey(secp256k1.publicKey(privateKey));
  }

  /** {@code transaction} with its signature replaced by this key's. */
  public Transaction sign(Transaction transaction) {
    return transaction.withSignature(secp256k1.sign(transaction.signingHash().bytes(), privateKey));
  }
}
