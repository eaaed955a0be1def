package metro.bench;

import java.nio.file.Path;
import metro.bench.run.Plan;
import picocli.CommandLine.Option;

/** What a committee and its load are like, and where the results go. */
final class CommitteeOptions {
  @Option(
      names = "--out",
      defaultValue = "target/bench",
      paramLabel = "DIR",
      description = "Where figures, report and pictures go (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("target", "bench");

  @Option(
      names = "--members",
      defaultValue = "3",
      description = "Members of the committee (default: ${DEFAULT-VALUE}).")
  private int members;

  @Option(
      names = "--senders",
      defaultValue = "1000",
      description = "Keys of each mix, a multiple of the streams (default: ${DEFAULT-VALUE}).")
  private int senders;

  @Option(
      names = "--streams",
      defaultValue = "4",
      description = "Connections of the load generator (default: ${DEFAULT-VALUE}).")
  private int streams;

  @Option(
      names = {"--heap", "--member-heap"},
      defaultValue = "1g",
      description = "The members' -Xmx (default: ${DEFAULT-VALUE}).")
  private String heap = "1g";

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of keys and contents (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** Where figures, report and pictures go. */
  Path directory() {
    return directory;
  }

  /** A committee of {@code rollups}, so many of them with a node that follows and executes. */
  Plan.Shape shape(int rollups, int rollupNodes) {
    return new Plan.Shape(members, rollups, rollupNodes, senders, streams, heap);
  }

  /** Of keys and contents. */
  long seed() {
    return seed;
  }
}
