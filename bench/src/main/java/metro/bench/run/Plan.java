package metro.bench.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import metro.bench.cluster.ClusterPlan;
import metro.ethereum.Address;

/**
 * How much a run measures.
 *
 * @param shape of the committee and its load
 * @param repeats how often
 * @param times how long
 * @param full whether all mixes and ways in are measured, not only what the promises need
 * @param seed of keys and contents
 */
public record Plan(Shape shape, Repeats repeats, Times times, boolean full, long seed) {

  /**
   * The committee and its load.
   *
   * @param members 3, 5 or 7
   * @param rollups under load
   * @param rollupNodes of them with a node that follows and executes
   * @param senders keys of each mix
   * @param streams connections of the load generator
   * @param memberHeap the members' -Xmx
   */
  public record Shape(
      int members, int rollups, int rollupNodes, int senders, int streams, String memberHeap) {
    /** Chain ids of the rollups under load. */
    List<Long> chains() {
      return LongStream.range(0, rollups).mapToObj(i -> ClusterPlan.FIRST_ROLLUP + i).toList();
    }

    /** The committee, with credits for {@code credited}. */
    ClusterPlan cluster(Path directory, List<Address> credited, long daBlockMs) {
      return new ClusterPlan(
          directory, members, rollups, rollupNodes, true, credited, memberHeap, daBlockMs);
    }
  }

  /**
   * How often.
   *
   * @param rounds in which everything is started anew
   * @param perRound repetitions of saturation and half load in each round
   */
  public record Repeats(int rounds, int perRound) {}

  /**
   * How long.
   *
   * @param warmUp before the first step of a round
   * @param warm before each step's measured time
   * @param measured time of a step
   * @param sustained measured time of the step at 9 MB/s
   */
  public record Times(Duration warmUp, Duration warm, Duration measured, Duration sustained) {
    /** In seconds. */
    public static Times ofSeconds(int warmUp, int warm, int measured, int sustained) {
      return new Times(
          Duration.ofSeconds(warmUp),
          Duration.ofSeconds(warm),
          Duration.ofSeconds(measured),
          Duration.ofSeconds(sustained));
    }
  }

  /** The same with another warm-up. */
  public Plan warmedUpFor(Duration warmUp) {
    Times other = new Times(warmUp, times.warm(), times.measured(), times.sustained());
    return new Plan(shape, repeats, other, full, seed);
  }

  /**
   * One committee. With three repetitions and ten seconds under five minutes on two processors.
   *
   * @param repetitions of each step that a promise is judged by
   * @param sustainedSeconds at 9 MB/s
   */
  public static Plan quick(Shape shape, long seed, int repetitions, int sustainedSeconds) {
    Times times = Times.ofSeconds(15, 2, 6, sustainedSeconds);
    return new Plan(shape, new Repeats(1, repetitions), times, false, seed);
  }

  /** As many rounds, and steps as long, as wanted. */
  public static Plan full(Shape shape, long seed, int rounds, int seconds) {
    Times times = Times.ofSeconds(30, Math.max(1, seconds / 4), seconds, 60);
    return new Plan(shape, new Repeats(rounds, 1), times, true, seed);
  }

  /** Everything, long enough for methods to be compiled. */
  public static Plan training(Shape shape, long seed) {
    return new Plan(shape, new Repeats(1, 1), Times.ofSeconds(10, 1, 2, 2), true, seed);
  }

  /** Everything once and for a moment: shows that the bench works, measures nothing. */
  public static Plan smoke(Shape shape, long seed) {
    return new Plan(shape, new Repeats(1, 1), Times.ofSeconds(1, 1, 1, 1), true, seed);
  }
}
