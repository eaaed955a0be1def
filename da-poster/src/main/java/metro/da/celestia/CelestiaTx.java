package metro.da.celestia;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import metro.da.Blob;
import metro.da.celestia.proto.celestia.blob.MsgPayForBlobs;
import metro.da.celestia.proto.cosmos.base.Coin;
import metro.da.celestia.proto.cosmos.crypto.PubKey;
import metro.da.celestia.proto.cosmos.tx.AuthInfo;
import metro.da.celestia.proto.cosmos.tx.Fee;
import metro.da.celestia.proto.cosmos.tx.ModeInfo;
import metro.da.celestia.proto.cosmos.tx.SignDoc;
import metro.da.celestia.proto.cosmos.tx.SignMode;
import metro.da.celestia.proto.cosmos.tx.SignerInfo;
import metro.da.celestia.proto.cosmos.tx.TxBody;
import metro.da.celestia.proto.cosmos.tx.TxRaw;
import metro.ethereum.Bytes;
import metro.state.Sha256;

/**
 * The transaction that pays for blobs, before it is signed: one MsgPayForBlobs, signed with
 * SIGN_MODE_DIRECT by one key. The same fields and key always make the same bytes, and the chain
 * includes the same bytes at most once.
 *
 * @param sequence the account's number for this transaction
 * @param gas limit
 * @param feeUtia offered, taken whole
 * @param timeoutHeight the last height that may include it; 0 for any
 * @param blobs paid for
 */
public record CelestiaTx(
    long sequence, long gas, long feeUtia, long timeoutHeight, List<Blob> blobs) {
  /** What fees are paid in. */
  public static final String DENOM = "utia";

  private static final String TYPE_URL_PREFIX = "/";
  private static final String MESSAGE = "celestia.blob.v1.MsgPayForBlobs";
  private static final String PUBLIC_KEY = "cosmos.crypto.secp256k1.PubKey";

  public CelestiaTx {
    blobs = List.copyOf(blobs);
  }

  /** Fee and limit of a signed transaction. */
  public record Cost(long gas, long feeUtia) {}

  /** The bytes of the TxRaw, whose SHA-256 is the transaction's hash. */
  public Bytes sign(CelestiaKey key, String chainId, long accountNumber) {
    ByteString body = body(key).toByteString();
    ByteString auth = authInfo(key).toByteString();
    byte[] signed =
        SignDoc.newBuilder()
            .setBodyBytes(body)
            .setAuthInfoBytes(auth)
            .setChainId(chainId)
            .setAccountNumber(accountNumber)
            .build()
            .toByteArray();
    byte[] signature = key.sign(Sha256.hash(signed).bytes());
    return Bytes.wrap(
        TxRaw.newBuilder()
            .setBodyBytes(body)
            .setAuthInfoBytes(auth)
            .addSignatures(UnsafeByteOperations.unsafeWrap(signature))
            .build()
            .toByteArray());
  }

  private TxBody body(CelestiaKey key) {
    MsgPayForBlobs.Builder message =
        MsgPayForBlobs.newBuilder().setSigner(Bech32.encode(key.address()));
    for (Blob blob : blobs) {
      message
          .addNamespaces(bytes(blob.namespace().bytes()))
          .addBlobSizes(blob.data().length())
          .addShareCommitments(ByteString.copyFrom(ShareCommitment.of(blob).bytes()))
          .addShareVersions(blob.shareVersion());
    }
    return TxBody.newBuilder()
        .addMessages(any(MESSAGE, message.build()))
        .setTimeoutHeight(timeoutHeight)
        .build();
  }

  private AuthInfo authInfo(CelestiaKey key) {
    PubKey publicKey = PubKey.newBuilder().setKey(bytes(key.publicKey())).build();
    ModeInfo.Single direct =
        ModeInfo.Single.newBuilder().setMode(SignMode.SIGN_MODE_DIRECT).build();
    return AuthInfo.newBuilder()
        .addSignerInfos(
            SignerInfo.newBuilder()
                .setPublicKey(any(PUBLIC_KEY, publicKey))
                .setModeInfo(ModeInfo.newBuilder().setSingle(direct))
                .setSequence(sequence))
        .setFee(
            Fee.newBuilder()
                .addAmount(
                    Coin.newBuilder().setDenom(DENOM).setAmount(Long.toUnsignedString(feeUtia)))
                .setGasLimit(gas))
        .build();
  }

  private static Any any(String type, MessageLite message) {
    return Any.newBuilder()
        .setTypeUrl(TYPE_URL_PREFIX + type)
        .setValue(message.toByteString())
        .build();
  }

  private static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.arrayForReading());
  }

  /**
   * What a transaction made by {@link #sign} costs.
   *
   * @throws IllegalArgumentException when the bytes are none
   */
  public static Cost costOf(Bytes signed) {
    try {
      TxRaw raw = TxRaw.parseFrom(signed.arrayForReading());
      Fee fee = AuthInfo.parseFrom(raw.getAuthInfoBytes()).getFee();
      long utia =
          fee.getAmountList().stream()
              .filter(coin -> coin.getDenom().equals(DENOM))
              .mapToLong(coin -> Long.parseLong(coin.getAmount()))
              .sum();
      return new Cost(fee.getGasLimit(), utia);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no Celestia transaction: " + e.getMessage(), e);
    }
  }
}
