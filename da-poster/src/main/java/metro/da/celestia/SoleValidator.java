package metro.da.celestia;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;
import metro.state.Sha256;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The validators of a network that has one: signs commits as CometBFT does (Ed25519 over the
 * canonical precommit), so that light clients take its headers. A signature is a function of the
 * header: the same one every time.
 */
public final class SoleValidator {
  private static final int PRECOMMIT = 2;
  private static final int VOTED_FOR_BLOCK = 2;
  private static final long VOTING_POWER = 5_000;
  private static final int ADDRESS_SIZE = 20;

  private final Ed25519PrivateKeyParameters key;
  private final Ed25519PublicKeyParameters publicKey;

  /** The validator of a seed of 32 bytes. */
  public SoleValidator(byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed);
    this.publicKey = key.generatePublicKey();
  }

  /** First 20 bytes of the public key's SHA-256. */
  public Bytes address() {
    byte[] hash = Sha256.hash(publicKey.getEncoded()).bytes();
    return Bytes.wrap(Arrays.copyOf(hash, ADDRESS_SIZE));
  }

  /** What headers name as their validators. */
  public Bytes setHash() {
    return Bytes.wrap(setHash(publicKey.getEncoded(), VOTING_POWER).bytes());
  }

  static Hash setHash(byte[] publicKey, long votingPower) {
    byte[] key = new ProtoWriter().bytes(1, publicKey).toBytes();
    return Merkle.leaf(new ProtoWriter().message(1, key).number(2, votingPower).toBytes());
  }

  /** What the next header names as the commit of {@code header}. */
  public Bytes commitHash(CometHeader header, CometHeader.BlockId id) {
    byte[] signature =
        new ProtoWriter()
            .number(1, VOTED_FOR_BLOCK)
            .bytes(2, address())
            .message(3, CometHeader.timestamp(header.time()))
            .bytes(4, sign(header, id))
            .toBytes();
    return Bytes.wrap(Merkle.leaf(signature).bytes());
  }

  private byte[] sign(CometHeader header, CometHeader.BlockId id) {
    byte[] vote = vote(header, id, header.time());
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(vote, 0, vote.length);
    return signer.generateSignature();
  }

  /** The canonical precommit of round 0, with its length before it. */
  static byte[] vote(CometHeader header, CometHeader.BlockId id, Instant voted) {
    byte[] vote =
        new ProtoWriter()
            .number(1, PRECOMMIT)
            .fixed64(2, header.height())
            .message(4, id.encode().arrayForReading())
            .message(5, CometHeader.timestamp(voted))
            .bytes(6, header.chainId().getBytes(StandardCharsets.UTF_8))
            .toBytes();
    ProtoWriter framed = new ProtoWriter();
    framed.varint(vote.length);
    byte[] length = framed.toBytes();
    byte[] out = Arrays.copyOf(length, length.length + vote.length);
    System.arraycopy(vote, 0, out, length.length, vote.length);
    return out;
  }

  /** The commit of {@code header} as headers show it. */
  ObjectNode commit(CometHeader header, CometHeader.BlockId id) {
    ObjectNode commit = JsonFields.object();
    commit.put("height", Long.toString(header.height())).put("round", 0);
    commit.set("block_id", HeaderJson.blockId(id));
    commit
        .putArray("signatures")
        .addObject()
        .put("block_id_flag", VOTED_FOR_BLOCK)
        .put("validator_address", JsonFields.upperHex(address().arrayForReading()))
        .put("timestamp", HeaderJson.time(header.time()))
        .put("signature", JsonFields.base64(Bytes.wrap(sign(header, id))));
    return commit;
  }

  /** The set of one as headers show it. */
  ObjectNode set() {
    ObjectNode set = JsonFields.object();
    set.putArray("validators").add(json());
    set.set("proposer", json());
    return set;
  }

  private ObjectNode json() {
    ObjectNode validator = JsonFields.object();
    validator.put("address", JsonFields.upperHex(address().arrayForReading()));
    validator
        .putObject("pub_key")
        .put("type", "tendermint/PubKeyEd25519")
        .put("value", JsonFields.base64(Bytes.wrap(publicKey.getEncoded())));
    validator.put("voting_power", Long.toString(VOTING_POWER));
    return validator.put("proposer_priority", "0");
  }
}
