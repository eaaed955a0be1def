package metro.soft;

import java.nio.charset.StandardCharsets;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.state.BlockHeader;

/**
 * What a member signs: the EIP-712 structure {@code SoftCommit(uint64 committee,uint64 epoch,uint64
 * height,bytes32 headerHash)} in the domain {name "Metro", version "1", chainId = committee}, so
 * that a contract can check it with {@code ecrecover} and a key server can show what it signs.
 *
 * @param committee primary chain id
 * @param epoch the committee epoch
 * @param height of the header
 * @param headerHash {@link BlockHeader#hash()}
 */
public record CommitMessage(long committee, long epoch, long height, Hash headerHash) {
  /** EIP-712 domain name. */
  public static final String DOMAIN_NAME = "Metro";

  /** EIP-712 domain version. */
  public static final String DOMAIN_VERSION = "1";

  /** EIP-712 encodeType of the message. */
  public static final String TYPE =
      "SoftCommit(uint64 committee,uint64 epoch,uint64 height,bytes32 headerHash)";

  private static final byte[] DOMAIN_TYPE_HASH =
      keccak("EIP712Domain(string name,string version,uint256 chainId)");
  private static final byte[] NAME_HASH = keccak(DOMAIN_NAME);
  private static final byte[] VERSION_HASH = keccak(DOMAIN_VERSION);
  private static final byte[] TYPE_HASH = keccak(TYPE);
  private static final byte[] PREFIX = {0x19, 0x01};

  /** The message for {@code header}. */
  public static CommitMessage of(BlockHeader header) {
    return new CommitMessage(header.committee(), header.epoch(), header.height(), header.hash());
  }

  /** The 32-byte digest that is signed: keccak256(0x1901, domain separator, struct hash). */
  public Hash digest() {
    byte[] domain = Keccak.keccak256(DOMAIN_TYPE_HASH, NAME_HASH, VERSION_HASH, word(committee));
    byte[] struct =
        Keccak.keccak256(TYPE_HASH, word(committee), word(epoch), word(height), headerHash.bytes());
    return Keccak.hash(PREFIX, domain, struct);
  }

  private static byte[] word(long value) {
    return UInt256.of(value).toBytes();
  }

  private static byte[] keccak(String text) {
    return Keccak.keccak256(text.getBytes(StandardCharsets.US_ASCII));
  }
}
