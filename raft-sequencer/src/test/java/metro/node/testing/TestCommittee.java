package metro.node.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.node.raft.RaftSettings;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;

/** A committee of members a, b, c ... and two rollups; people 1 to 20 have money. */
public final class TestCommittee {
  /** The committee's chain id. */
  public static final long P = 9_000;

  /** A rollup. */
  public static final RollupId A = new RollupId(100);

  /** Another. */
  public static final RollupId B = new RollupId(200);

  /** Elections so slow that leadership seldom moves by itself, also on a busy machine. */
  public static final RaftSettings.Timing CALM =
      new RaftSettings.Timing(
          Duration.ofMillis(1_500), Duration.ofMillis(2_500), Duration.ofSeconds(10));

  private static final int MEMBER_KEYS_FROM = 1_000;
  private static final int RICH_PEOPLE = 20;

  private TestCommittee() {}

  /** Names of the first {@code size} members. */
  public static List<String> names(int size) {
    return List.of("a", "b", "c", "d", "e", "f", "g").subList(0, size);
  }

  /** The signing key of member {@code index}. */
  public static byte[] memberKey(int index) {
    return new Person(MEMBER_KEYS_FROM + index).privateKey();
  }

  /** Genesis with {@code size} members. */
  public static Genesis genesis(int size) {
    List<Committee.Member> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Address address = new Person(MEMBER_KEYS_FROM + i).address();
      members.add(new Committee.Member(names(size).get(i), address));
    }
    TreeMap<Address, Long> credits = new TreeMap<>();
    for (int i = 1; i <= RICH_PEOPLE; i++) {
      credits.put(new Person(i).address(), 1_000_000_000_000L);
    }
    Address owner = new Person(1).address();
    return new Genesis(
        new Committee(P, 0, members),
        List.of(owner),
        new FeeSchedule(1_000, 10),
        List.of(
            new RollupSpec(A, "alpha", owner, PayMode.SENDER, NonceMode.STRICT),
            new RollupSpec(B, "beta", owner, PayMode.SENDER, NonceMode.STRICT)),
        credits);
  }
}
