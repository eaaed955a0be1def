package metro.node.member;

import com.google.protobuf.ByteString;
import metro.ethereum.Address;
import metro.ethereum.Signature;
import metro.soft.SoftCommit;
import metro.state.BlockHeader;
import metro.state.MalformedException;
import metro.wire.MemberSignature;

/** Commits on the wire. */
final class WireCommits {
  private WireCommits() {}

  static MemberSignature write(SoftCommit commit) {
    return MemberSignature.newBuilder()
        .setHeader(ByteString.copyFrom(commit.header().encode()))
        .setMember(ByteString.copyFrom(commit.member().bytes()))
        .setSignature(ByteString.copyFrom(commit.signature().toBytes65()))
        .build();
  }

  /**
   * Reads {@link #write}.
   *
   * @throws MalformedException naming the field
   */
  static SoftCommit read(MemberSignature message) {
    try {
      return new SoftCommit(
          BlockHeader.decode(message.getHeader().toByteArray()),
          Address.of(message.getMember().toByteArray()),
          Signature.fromBytes65(message.getSignature().toByteArray()));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("member signature: " + e.getMessage());
    }
  }
}
