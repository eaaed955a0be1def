package metro.cli.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A member is away for many blocks, until the others have purged what it lacks from their logs: it
 * comes back by a snapshot.
 *
 * @param blocks it is away for, at least
 */
record LongAway(int blocks) implements Scenario {
  private static final int ACKNOWLEDGED_BETWEEN = 100;
  private static final String INSTALLED = "metro_snapshots_installed_total";

  /** Little is kept, so that little has to be missed. */
  @Override
  public Map<String, String> environment() {
    return Map.of(
        "METRO_LOG_SEGMENT_BYTES", "65536",
        "METRO_LOG_SNAPSHOT_ENTRIES", "100",
        "METRO_LOG_KEPT_ENTRIES", "10");
  }

  @Override
  public List<String> provoke(ProcessCommittee committee, Load load)
      throws IOException, InterruptedException {
    load.awaitMore(ACKNOWLEDGED_BETWEEN);
    MemberProcess away = committee.follower();
    away.kill();
    // A snapshot sent again before the first sending was through: both write the same configuration
    // to the same temporary file (Ratis 3.3.0, RaftStorageImpl), and the slower one finds it moved.
    away.expectError("RaftStorage: Failed writing configuration to file");
    List<MemberProcess> others = committee.members().stream().filter(m -> !m.equals(away)).toList();
    long height = committee.leader().awaitHeight();
    long newest = others.getFirst().segments().getLast();
    ProcessCommittee.await(
        "the others are " + blocks + " blocks on",
        () -> others.stream().allMatch(m -> m.height() >= height + blocks));
    ProcessCommittee.await(
        "the others have purged their logs to beyond entry " + newest,
        () -> others.stream().allMatch(m -> hasPurged(m, newest)));
    away.start();
    committee.awaitAll();
    load.awaitMore(ACKNOWLEDGED_BETWEEN);
    away.await("comes back by a snapshot", () -> away.metric(INSTALLED) >= 1);
    System.out.printf(
        "%s was away from height %d and came back at %d by a snapshot%n",
        away.name(), height, away.awaitHeight());
    return List.of();
  }

  private static boolean hasPurged(MemberProcess member, long index) {
    try {
      return member.segments().getFirst() > index;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
