package metro.evm;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which fork is in force at which block time. Immutable.
 *
 * @param forksByTimestamp seconds since 1970 of the first block under the fork; the first is 0
 */
public record ForkSchedule(NavigableMap<Long, Fork> forksByTimestamp) {
  /** Osaka from the beginning. */
  public static final ForkSchedule OSAKA = of(Fork.OSAKA);

  public ForkSchedule {
    if (!forksByTimestamp.containsKey(0L)) {
      throw new IllegalArgumentException("a fork schedule needs a fork at timestamp 0");
    }
    forksByTimestamp =
        java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(forksByTimestamp));
  }

  /** One fork for ever. */
  public static ForkSchedule of(Fork fork) {
    return new ForkSchedule(new TreeMap<>(Map.of(0L, fork)));
  }

  /** This schedule with one more fork. */
  public ForkSchedule then(long timestamp, Fork fork) {
    NavigableMap<Long, Fork> forks = new TreeMap<>(forksByTimestamp);
    forks.put(timestamp, fork);
    return new ForkSchedule(forks);
  }

  /** The fork of a block with this timestamp (seconds). */
  public Fork at(long timestamp) {
    return forksByTimestamp.floorEntry(timestamp).getValue();
  }
}
