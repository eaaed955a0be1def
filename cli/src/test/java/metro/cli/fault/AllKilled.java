package metro.cli.fault;

import java.io.IOException;
import java.util.List;

/**
 * All members killed with -9 at once under load, and started again.
 *
 * @param rounds how often
 */
record AllKilled(int rounds) implements Scenario {
  private static final int ACKNOWLEDGED_BETWEEN = 200;

  @Override
  public List<String> provoke(ProcessCommittee committee, Load load)
      throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      load.awaitMore(ACKNOWLEDGED_BETWEEN);
      long before = System.nanoTime();
      committee.killAll();
      committee.startAll();
      load.awaitMore(ACKNOWLEDGED_BETWEEN);
      System.out.printf(
          "round %2d: all killed, %d ms without service%n", round, load.longestGapMs(before));
      committee.awaitAll();
    }
    return List.of();
  }
}
