package metro.cli.fault;

import java.io.IOException;
import java.util.List;
import metro.node.store.Directories;

/**
 * A member loses both its directories and is brought back by {@code metro rejoin}; then the leader
 * is killed, so that nothing is acknowledged or certified without the one that came back.
 */
record Rejoined() implements Scenario {
  private static final int ACKNOWLEDGED_BETWEEN = 100;
  private static final String IN_AGAIN = "is in the log's configuration again";

  @Override
  public List<String> provoke(ProcessCommittee committee, Load load)
      throws IOException, InterruptedException {
    load.awaitMore(ACKNOWLEDGED_BETWEEN);
    MemberProcess wiped = committee.follower();
    wiped.kill();
    Directories.delete(wiped.data());
    Directories.delete(wiped.guard());
    load.awaitMore(ACKNOWLEDGED_BETWEEN);

    int code = wiped.rejoin();
    if (code != 0) {
      return List.of("metro rejoin ended with code " + code + "; " + wiped.describe());
    }
    wiped.start();
    wiped.await("counts again", () -> hasLogged(wiped, IN_AGAIN));
    committee.awaitAll();
    load.awaitMore(ACKNOWLEDGED_BETWEEN);

    MemberProcess leader = committee.leader();
    MemberProcess killed = leader.equals(wiped) ? other(committee, wiped) : leader;
    killed.kill();
    long height = wiped.awaitHeight();
    load.awaitMore(ACKNOWLEDGED_BETWEEN);
    wiped.await(
        "has signed and certified blocks above " + height,
        () -> wiped.certified() > height && wiped.signed() > height);
    System.out.printf(
        "%s re-joined; with it and without %s, height %d was certified after %d%n",
        wiped.name(), killed.name(), wiped.certified(), height);
    killed.start();
    return List.of();
  }

  /** Whoever leads by now: not {@code member}. */
  private static MemberProcess other(ProcessCommittee committee, MemberProcess member) {
    return committee.members().stream().filter(m -> !m.equals(member)).findFirst().orElseThrow();
  }

  private static boolean hasLogged(MemberProcess member, String text) {
    try {
      return member.hasLogged(text);
    } catch (IOException e) {
      return false;
    }
  }
}
