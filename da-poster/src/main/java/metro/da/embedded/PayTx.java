package metro.da.embedded;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.List;
import metro.da.celestia.Bech32;
import metro.da.celestia.BlobTx;
import metro.da.celestia.proto.celestia.blob.MsgPayForBlobs;
import metro.da.celestia.proto.cosmos.base.Coin;
import metro.da.celestia.proto.cosmos.crypto.PubKey;
import metro.da.celestia.proto.cosmos.tx.AuthInfo;
import metro.da.celestia.proto.cosmos.tx.SignDoc;
import metro.da.celestia.proto.cosmos.tx.SignMode;
import metro.da.celestia.proto.cosmos.tx.SignerInfo;
import metro.da.celestia.proto.cosmos.tx.TxBody;
import metro.da.celestia.proto.cosmos.tx.TxRaw;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;

/**
 * A paying transaction, taken apart.
 *
 * @param blobTx as it came
 * @param bytes of it
 * @param signer the account that pays
 * @param publicKey compressed, empty when the transaction leaves it to the chain
 * @param sequence claimed
 * @param gas limit
 * @param feeUtia offered
 * @param timeoutHeight last height that may include it, 0 for any
 * @param message what is paid for
 * @param raw what was signed, and the signature
 */
record PayTx(
    BlobTx blobTx,
    int bytes,
    Address signer,
    Bytes publicKey,
    long sequence,
    long gas,
    long feeUtia,
    long timeoutHeight,
    MsgPayForBlobs message,
    TxRaw raw) {
  private static final String MESSAGE_URL = "/celestia.blob.v1.MsgPayForBlobs";
  private static final String DENOM = "utia";
  private static final BigInteger PRIORITY_SCALE = BigInteger.valueOf(1_000_000);

  /** Takes a BlobTx apart; what cannot be read is refused as the network does. */
  static PayTx decode(Bytes bytes) throws RefusedException {
    BlobTx blobTx;
    try {
      blobTx = BlobTx.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw RefusedException.blob(
          11128,
          e.getMessage() + ": failure to parse a transaction from its protobuf representation");
    }
    return of(blobTx, bytes.length());
  }

  private static PayTx of(BlobTx blobTx, int bytes) throws RefusedException {
    try {
      TxRaw raw = TxRaw.parseFrom(blobTx.tx().arrayForReading());
      TxBody body = TxBody.parseFrom(raw.getBodyBytes());
      AuthInfo auth = AuthInfo.parseFrom(raw.getAuthInfoBytes());
      MsgPayForBlobs message = message(body.getMessagesList());
      if (auth.getSignerInfosCount() != 1 || raw.getSignaturesCount() != 1) {
        throw RefusedException.sdk(4, "wrong number of signers: unauthorized");
      }
      SignerInfo signer = auth.getSignerInfos(0);
      if (signer.getModeInfo().getSingle().getMode() != SignMode.SIGN_MODE_DIRECT) {
        throw RefusedException.sdk(4, "only SIGN_MODE_DIRECT is served: unauthorized");
      }
      return new PayTx(
          blobTx,
          bytes,
          address(message.getSigner()),
          signer.hasPublicKey() ? publicKey(signer.getPublicKey()) : Bytes.EMPTY,
          signer.getSequence(),
          auth.getFee().getGasLimit(),
          fee(auth.getFee().getAmountList()),
          body.getTimeoutHeight(),
          message,
          raw);
    } catch (InvalidProtocolBufferException e) {
      throw RefusedException.sdk(2, e.getMessage() + ": tx parse error");
    }
  }

  private static MsgPayForBlobs message(List<Any> messages)
      throws RefusedException, InvalidProtocolBufferException {
    if (messages.size() != 1) {
      throw RefusedException.blob(11129, "not yet supported: multiple sdk.Msgs found in BlobTx");
    }
    if (!messages.getFirst().getTypeUrl().equals(MESSAGE_URL)) {
      throw RefusedException.blob(11126, "no MsgPayForBlobs found in blob transaction");
    }
    return MsgPayForBlobs.parseFrom(messages.getFirst().getValue());
  }

  private static Address address(String text) throws RefusedException {
    try {
      return Bech32.decode(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.sdk(7, e.getMessage() + ": invalid address");
    }
  }

  private static Bytes publicKey(Any any) throws InvalidProtocolBufferException {
    return Bytes.wrap(PubKey.parseFrom(any.getValue()).getKey().toByteArray());
  }

  private static long fee(List<Coin> coins) throws RefusedException {
    if (coins.size() > 1 || (!coins.isEmpty() && !coins.getFirst().getDenom().equals(DENOM))) {
      throw RefusedException.sdk(13, "a fee is paid in utia only: insufficient fee");
    }
    try {
      return coins.isEmpty() ? 0 : Math.max(0, Long.parseLong(coins.getFirst().getAmount()));
    } catch (NumberFormatException e) {
      throw RefusedException.sdk(2, "the fee is no number: tx parse error");
    }
  }

  Hash hash() {
    return blobTx.hash();
  }

  /** What the mempool orders by: millionths of a utia for each gas. */
  long priority() {
    return gas <= 0
        ? 0
        : BigInteger.valueOf(feeUtia)
            .multiply(PRIORITY_SCALE)
            .divide(BigInteger.valueOf(gas))
            .longValue();
  }

  /** SHA-256 of what SIGN_MODE_DIRECT signs. */
  byte[] signingHash(String chainId, long accountNumber) {
    return Sha256.hash(
            SignDoc.newBuilder()
                .setBodyBytes(raw.getBodyBytes())
                .setAuthInfoBytes(raw.getAuthInfoBytes())
                .setChainId(chainId)
                .setAccountNumber(accountNumber)
                .build()
                .toByteArray())
        .bytes();
  }

  ByteString signature() {
    return raw.getSignatures(0);
  }
}
