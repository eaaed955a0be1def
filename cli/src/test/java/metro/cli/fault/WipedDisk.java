package metro.cli.fault;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import metro.cli.config.ConfigException;
import metro.node.MemberHome;
import metro.node.log.FailStop;
import metro.node.store.Directories;

/**
 * A member's data are wiped, then its guard too and both made anew: it must not come back under its
 * old name, it must say what to do, and the others go on.
 */
record WipedDisk() implements Scenario {
  private static final int ACKNOWLEDGED_BETWEEN = 100;
  private static final int REFUSED = 1;
  private static final String FOUND_OUT = "peers hold a signature of this member";

  @Override
  public List<String> provoke(ProcessCommittee committee, Load load)
      throws IOException, InterruptedException {
    load.awaitMore(ACKNOWLEDGED_BETWEEN);
    MemberProcess wiped = committee.follower();
    // It counts what it has signed before it tells the others.
    wiped.await("is known to have signed", () -> isKnownToHaveSigned(wiped));
    wiped.kill();
    committee.giveUp(wiped);
    List<String> problems = new ArrayList<>();

    Directories.delete(wiped.data());
    problems.addAll(startsAndEnds(wiped, REFUSED, "A wiped member must not vote again"));
    load.awaitMore(ACKNOWLEDGED_BETWEEN);

    Directories.delete(wiped.guard());
    MemberHome.create(wiped.data(), wiped.guard(), new SecureRandom());
    wiped.expectError(FOUND_OUT);
    problems.addAll(startsAndEnds(wiped, FailStop.EXIT_CODE, FOUND_OUT));
    load.awaitMore(ACKNOWLEDGED_BETWEEN);
    return problems;
  }

  private static boolean isKnownToHaveSigned(MemberProcess member) {
    try {
      return member.isKnownToHaveSigned();
    } catch (IOException | ConfigException e) {
      throw new AssertionError("the members around " + member.name() + " cannot be asked", e);
    }
  }

  private static List<String> startsAndEnds(MemberProcess member, int code, String words)
      throws IOException, InterruptedException {
    member.start();
    int ended = member.awaitExit();
    System.out.printf("%s ended with code %d%n", member.name(), ended);
    List<String> problems = new ArrayList<>();
    if (ended != code) {
      problems.add(member.name() + " ended with code " + ended + ", not " + code);
    }
    if (!member.hasLogged(words)) {
      problems.add(member.name() + " does not say: " + words);
    }
    return problems;
  }
}
