package metro.cli.client;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import tools.jackson.databind.JsonNode;

/** One key and what it takes to send with it: nonces, fees and signatures as wallets make them. */
public final class Wallet {
  /** Gas of a plain transfer. */
  public static final long TRANSFER_GAS = 21_000;

  /** A base fee may double six times before this transaction is too cheap. */
  private static final BigInteger FEE_HEADROOM = BigInteger.TWO.pow(6);

  private static final UInt256 TIP_WEI = UInt256.of(1_000_000_000);

  private final TransactionSigner signer;

  /** A wallet of a 32-byte private key. */
  public Wallet(byte[] privateKey) {
    signer = new TransactionSigner(Secp256k1.fastest(), privateKey);
  }

  /** Its address. */
  public Address address() {
    return signer.address();
  }

  /** The next nonce, waiting transactions included. */
  public long nonce(RpcClient rollup) throws RpcException {
    String count =
        rollup.call("eth_getTransactionCount", address().toString(), "pending").asString();
    return Quantities.number(count);
  }

  /**
   * Signs a transaction of type 2.
   *
   * @param request what it does
   * @param nonce its nonce
   * @param maxFeePerGas wei
   */
  public Transaction sign(Request request, long nonce, UInt256 maxFeePerGas) {
    return signer.sign(
        new FeeMarketTransaction(
            request.chainId(),
            nonce,
            TIP_WEI.min(maxFeePerGas),
            maxFeePerGas,
            request.gasLimit(),
            request.to(),
            request.value(),
            request.data(),
            List.of(),
            TransactionSigner.unsigned()));
  }

  /** A fee cap with room above the newest base fee, in wei per gas. */
  public static UInt256 maxFee(RpcClient rollup) throws RpcException {
    JsonNode block = rollup.call("eth_getBlockByNumber", "latest", false);
    BigInteger baseFee = Quantities.big(block.path("baseFeePerGas").asString("0x0"));
    return UInt256.of(baseFee.multiply(FEE_HEADROOM).add(TIP_WEI.toBigInteger()));
  }

  /**
   * What a transaction does.
   *
   * @param chainId the rollup
   * @param to the receiver; empty: a contract is made
   * @param value wei
   * @param data call data or init code
   * @param gasLimit gas
   */
  public record Request(
      long chainId, Optional<Address> to, UInt256 value, Bytes data, long gasLimit) {
    /** A plain transfer. */
    public static Request transfer(long chainId, Address to, UInt256 wei) {
      return new Request(chainId, Optional.of(to), wei, Bytes.EMPTY, TRANSFER_GAS);
    }
  }
}
