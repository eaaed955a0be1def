package metro.rollup.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.ethereum.Signature;
import metro.soft.Certificate;
import metro.soft.CommitMessage;
import metro.soft.MemberKey;
import metro.state.BlockHeader;
import metro.state.Committee;

/** Three members with real keys who sign whatever a test wants. */
public final class TestCommittee {
  /** The committee's own chain id. */
  public static final long CHAIN_ID = 9_000;

  private final List<MemberKey> keys = new ArrayList<>();
  private final Committee committee;

  /** Members whose keys follow from {@code seed}. */
  public TestCommittee(int seed) {
    List<Committee.Member> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] secret = new byte[32];
      Arrays.fill(secret, (byte) (seed * 3 + i + 1));
      keys.add(MemberKey.of(secret));
      members.add(new Committee.Member("member-" + i, keys.get(i).address()));
    }
    this.committee = new Committee(CHAIN_ID, 0, members);
  }

  /** Who they are. */
  public Committee committee() {
    return committee;
  }

  /** A certificate by the first two. */
  public Certificate certify(BlockHeader header) {
    CommitMessage message = CommitMessage.of(header);
    List<Signature> signatures = List.of(keys.get(0).sign(message), keys.get(1).sign(message));
    return new Certificate(header, 0b011, signatures);
  }
}
