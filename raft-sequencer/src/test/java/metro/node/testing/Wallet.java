package metro.node.testing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.NativeCall;
import metro.state.NativeCodec;

/** Signs what wallets sign. */
public final class Wallet {
  private static final Address SOMEBODY =
      Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final long GWEI = 1_000_000_000L;

  private final TransactionSigner signer;

  /** The wallet of person {@code number}. */
  public Wallet(int number) {
    byte[] key = ByteBuffer.allocate(32).putInt(28, number).array();
    this.signer = new TransactionSigner(Secp256k1.fastest(), key);
  }

  /** Its address. */
  public Address address() {
    return signer.address();
  }

  /** A transfer of {@code wei}, which also tells transactions with one nonce apart. */
  public Bytes transfer(long chainId, long nonce, long wei) {
    return sign(chainId, nonce, SOMEBODY, UInt256.of(wei), Bytes.EMPTY, 20 * GWEI);
  }

  /** A transfer with a chosen fee cap; the tip is a tenth of it. */
  public Bytes priced(long chainId, long nonce, long wei, long feeCapWei) {
    return sign(chainId, nonce, SOMEBODY, UInt256.of(wei), Bytes.EMPTY, feeCapWei);
  }

  /** The wallets' cancellation of a nonce. */
  public Bytes cancel(long chainId, long nonce) {
    return sign(chainId, nonce, address(), UInt256.ZERO, Bytes.EMPTY, 40 * GWEI);
  }

  /** A call with {@code size} bytes of data. */
  public Bytes withData(long chainId, long nonce, int size) {
    Bytes data = Bytes.wrap(new byte[size]);
    return sign(chainId, nonce, SOMEBODY, UInt256.ZERO, data, 20 * GWEI);
  }

  /** A native operation. */
  public Bytes call(long committee, long nonce, NativeCall call) {
    NativeCodec.Encoded e = NativeCodec.encode(call);
    return sign(committee, nonce, e.to(), e.value(), e.data(), 20 * GWEI);
  }

  /** The hash a wallet shows. */
  public static Hash hash(Bytes raw) {
    return Keccak.hash(raw.arrayForReading());
  }

  private Bytes sign(
      long chainId, long nonce, Address to, UInt256 value, Bytes data, long feeCapWei) {
    FeeMarketTransaction unsigned =
        new FeeMarketTransaction(
            chainId,
            nonce,
            UInt256.of(feeCapWei / 10),
            UInt256.of(feeCapWei),
            21_000,
            Optional.of(to),
            value,
            data,
            List.of(),
            TransactionSigner.unsigned());
    return Bytes.wrap(signer.sign(unsigned).encode());
  }
}
