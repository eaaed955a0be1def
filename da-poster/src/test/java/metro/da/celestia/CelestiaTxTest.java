package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import metro.da.Blob;
import metro.da.Vectors;
import metro.da.celestia.proto.celestia.blob.MsgPayForBlobs;
import metro.da.celestia.proto.cosmos.crypto.PubKey;
import metro.da.celestia.proto.cosmos.tx.AuthInfo;
import metro.da.celestia.proto.cosmos.tx.SignDoc;
import metro.da.celestia.proto.cosmos.tx.SignMode;
import metro.da.celestia.proto.cosmos.tx.Tx;
import metro.da.celestia.proto.cosmos.tx.TxBody;
import metro.da.celestia.proto.cosmos.tx.TxRaw;
import metro.ethereum.Bytes;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.state.RollupId;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.junit.jupiter.api.Test;

/** The signed transaction as a stranger reads it: the published messages and another ECDSA. */
final class CelestiaTxTest {
  private static final CelestiaKey KEY = new CelestiaKey(secret());
  private static final List<Blob> BLOBS =
      List.of(
          Blob.signed(Namespace.ofRollup(new RollupId(7)), KEY.address(), data(1_000)),
          Blob.signed(Namespace.ofRollup(new RollupId(9)), KEY.address(), data(3)));
  private static final CelestiaTx UNSIGNED = new CelestiaTx(41, 123_456, 494, 1_020, BLOBS);
  private static final Bytes SIGNED = UNSIGNED.sign(KEY, "mocha-4", 77);

  private static byte[] secret() {
    byte[] secret = new byte[32];
    secret[31] = 5;
    return secret;
  }

  private static Bytes data(int size) {
    byte[] data = new byte[size];
    Arrays.fill(data, (byte) 0xda);
    return Bytes.wrap(data);
  }

  @Test
  void decodesAsThePublishedMessages() throws Exception {
    Tx tx = Tx.parseFrom(SIGNED.toArray());
    assertThat(tx.getBody().getTimeoutHeight()).isEqualTo(1_020);
    assertThat(tx.getBody().getMessagesList()).hasSize(1);
    Any any = tx.getBody().getMessages(0);
    assertThat(any.getTypeUrl()).isEqualTo("/celestia.blob.v1.MsgPayForBlobs");
    MsgPayForBlobs message = MsgPayForBlobs.parseFrom(any.getValue());
    assertThat(message.getSigner()).startsWith("celestia1").isEqualTo(KEY.toString());
    assertThat(message.getBlobSizesList()).containsExactly(1_000, 3);
    assertThat(message.getShareVersionsList()).containsExactly(1, 1);
    for (int i = 0; i < BLOBS.size(); i++) {
      assertThat(message.getNamespaces(i).toByteArray())
          .isEqualTo(BLOBS.get(i).namespace().bytes().toArray());
      assertThat(message.getShareCommitments(i).toByteArray())
          .isEqualTo(ShareCommitment.of(BLOBS.get(i)).bytes());
    }
    assertThat(tx.getAuthInfo().getFee().getGasLimit()).isEqualTo(123_456);
    assertThat(tx.getAuthInfo().getFee().getAmount(0).getAmount()).isEqualTo("494");
    assertThat(tx.getAuthInfo().getFee().getAmount(0).getDenom()).isEqualTo("utia");
    assertThat(tx.getAuthInfo().getSignerInfosList()).hasSize(1);
    assertThat(tx.getAuthInfo().getSignerInfos(0).getSequence()).isEqualTo(41);
    assertThat(tx.getAuthInfo().getSignerInfos(0).getModeInfo().getSingle().getMode())
        .isEqualTo(SignMode.SIGN_MODE_DIRECT);
    assertThat(CelestiaTx.costOf(SIGNED)).isEqualTo(new CelestiaTx.Cost(123_456, 494));
  }

  @Test
  void isTheBytesWrittenDown() throws Exception {
    assertThat(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(SIGNED.toArray())))
        .isEqualTo("afcffc7da0a48cf0cdb336396887585a9cd05675c54bc90c24254642eb2c14fa");
    assertThat(UNSIGNED.sign(KEY, "mocha-4", 77)).as("RFC 6979").isEqualTo(SIGNED);
  }

  @Test
  void hashIsThatOfTheTransactionWithoutItsBlobs() throws Exception {
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(SIGNED.toArray());
    BlobTx whole = BlobTx.decode(new BlobTx(SIGNED, BLOBS).encode());
    assertThat(whole.hash().bytes()).isEqualTo(sha);
    assertThat(whole.blobs()).isEqualTo(BLOBS);
  }

  @Test
  void signatureHoldsForBouncyCastleWithLowS() throws Exception {
    TxRaw raw = TxRaw.parseFrom(SIGNED.toArray());
    byte[] doc =
        SignDoc.newBuilder()
            .setBodyBytes(raw.getBodyBytes())
            .setAuthInfoBytes(raw.getAuthInfoBytes())
            .setChainId("mocha-4")
            .setAccountNumber(77)
            .build()
            .toByteArray();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(doc);
    byte[] signature = raw.getSignatures(0).toByteArray();
    assertThat(signature).hasSize(64);
    UInt256 r = UInt256.fromBytes(signature, 0, 32);
    UInt256 s = UInt256.fromBytes(signature, 32, 32);
    assertThat(new Signature(0, r, s).isCanonical()).as("low s").isTrue();

    Tx tx = Tx.parseFrom(SIGNED.toArray());
    PubKey key = PubKey.parseFrom(tx.getAuthInfo().getSignerInfos(0).getPublicKey().getValue());
    X9ECParameters curve = SECNamedCurves.getByName("secp256k1");
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false,
        new ECPublicKeyParameters(
            curve.getCurve().decodePoint(key.getKey().toByteArray()),
            new ECDomainParameters(curve)));
    assertThat(
            verifier.verifySignature(
                digest,
                new BigInteger(1, Arrays.copyOf(signature, 32)),
                new BigInteger(1, Arrays.copyOfRange(signature, 32, 64))))
        .isTrue();
    assertThat(CelestiaKey.verify(KEY.publicKey(), digest, signature)).isTrue();
  }

  /** The well-known account of the private key 1: RIPEMD-160 of SHA-256 of the generator. */
  @Test
  void addressIsThatOfCosmos() {
    byte[] one = new byte[32];
    one[31] = 1;
    assertThat(new CelestiaKey(one).address())
        .hasToString("0x751e76e8199196d454941c45d1b3a323f1433bd6");
  }

  /** A transaction of the Mocha network, height 10383867, has the same messages and order. */
  @Test
  void aTransactionOfTheNetworkIsWrittenByteForByte() throws Exception {
    Bytes real =
        Vectors.base64(
            Vectors.celestia("blocks.json").path("blocks").path(0).path("txs_base64").path(0));
    BlobTx whole = BlobTx.decode(real);
    assertThat(whole.encode()).isEqualTo(real);
    TxRaw raw = TxRaw.parseFrom(whole.tx().toArray());
    assertThat(raw.toByteArray()).isEqualTo(whole.tx().toArray());
    TxBody body = TxBody.parseFrom(raw.getBodyBytes());
    assertThat(body.toByteString()).isEqualTo(raw.getBodyBytes());
    AuthInfo auth = AuthInfo.parseFrom(raw.getAuthInfoBytes());
    assertThat(auth.toByteString()).isEqualTo(raw.getAuthInfoBytes());
    MsgPayForBlobs message = MsgPayForBlobs.parseFrom(body.getMessages(0).getValue());
    assertThat(message.toByteString()).isEqualTo(body.getMessages(0).getValue());
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    assertThat(auth.getUnknownFields().asMap()).isEmpty();
    Any key = auth.getSignerInfos(0).getPublicKey();
    Any own = Tx.parseFrom(SIGNED.toArray()).getAuthInfo().getSignerInfos(0).getPublicKey();
    assertThat(own.getTypeUrl()).isEqualTo(key.getTypeUrl());
    Bytes publicKey = Bytes.wrap(PubKey.parseFrom(key.getValue()).getKey().toByteArray());
    assertThat(Bech32.encode(CelestiaKey.addressOf(publicKey))).isEqualTo(message.getSigner());
    assertThat(ShareCommitment.of(whole.blobs().getFirst()).bytes())
        .isEqualTo(message.getShareCommitments(0).toByteArray());
  }
}
