package metro.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * The members of one epoch, in the order of a certificate's bitmap.
 *
 * @param chainId primary chain id P
 * @param epoch from 0
 * @param members 1 to {@link Limits#MAX_MEMBERS}, with distinct names and addresses
 */
public record Committee(long chainId, long epoch, List<Member> members) {
  /** Bytes (UTF-8) of a member's name. */
  public static final int MAX_NAME_BYTES = 64;

  private static final int TAG = 0x43;

  /**
   * One member.
   *
   * @param name short and stable, for people and for the log's peer id
   * @param address of the key that signs soft commitments
   */
  public record Member(String name, Address address) {}

  public Committee {
    members = List.copyOf(members);
    if (members.isEmpty() || members.size() > Limits.MAX_MEMBERS) {
      throw new IllegalArgumentException("a committee has 1 to " + Limits.MAX_MEMBERS + " members");
    }
    Set<Object> seen = new LinkedHashSet<>();
    for (Member m : members) {
      if (m.name().getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
        throw new IllegalArgumentException("the name of member " + m + " is too long");
      }
      if (!seen.add(m.name()) || !seen.add(m.address())) {
        throw new IllegalArgumentException("member " + m + " occurs twice");
      }
    }
  }

  /** How many members make a majority. */
  public int quorum() {
    return members.size() / 2 + 1;
  }

  /** Tag 0x43, chain id, epoch, count (u8), then name (u32 length, UTF-8) and address of each. */
  public byte[] encode() {
    Encoder out = new Encoder().u8(TAG).u64(chainId).u64(epoch).u8(members.size());
    for (Member m : members) {
      out.bytes(Bytes.wrap(m.name().getBytes(StandardCharsets.UTF_8))).address(m.address());
    }
    return out.toBytes();
  }

  /** Reads {@link #encode()}. */
  public static Committee decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "committee");
    long chainId = in.u63("committee chain id");
    long epoch = in.u63("committee epoch");
    int count = in.u8("committee size");
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = in.text(MAX_NAME_BYTES, "member name");
      members.add(new Member(name, in.address("member")));
    }
    in.requireEnd("committee");
    try {
      return new Committee(chainId, epoch, members);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("committee: " + e.getMessage());
    }
  }

  /** SHA-256 of {@link #encode()}. */
  public Hash hash() {
    return Sha256.hash(encode());
  }
}
