package metro.bench.result;

import java.util.List;

/**
 * What one run measured of rollup nodes.
 *
 * @param environment where
 * @param members of the committee
 * @param live steps in which the committee ordered, saturated, what is executed afterwards
 * @param catchUps executions of all that
 */
public record RollupRun(
    Environment environment, int members, List<LoadStep> live, List<CatchUp> catchUps) {
  public RollupRun {
    live = List.copyOf(live);
    catchUps = List.copyOf(catchUps);
  }

  /** Catch-ups of this name, by repetition. */
  public List<CatchUp> catchUps(String name) {
    return catchUps.stream().filter(c -> c.name().equals(name)).toList();
  }

  /** Transactions the committee ordered per second: the median of its steps. */
  public double livePerSecond() {
    return Medians.of(live, LoadStep::orderedPerSecond);
  }
}
