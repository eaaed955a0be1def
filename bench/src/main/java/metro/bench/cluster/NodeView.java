package metro.bench.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a rollup node's metrics say at one moment.
 *
 * @param askedNanos when they were asked for
 * @param answeredNanos when they came: what they say held in between
 * @param taken newest ordered block taken
 * @param executed transactions in sealed blocks
 * @param skipped ordered transactions that could not run
 * @param blocks sealed
 * @param latest newest sealed block that is told to others
 * @param finalized newest block proven on the DA layer
 */
public record NodeView(
    long askedNanos,
    long answeredNanos,
    long taken,
    long executed,
    long skipped,
    long blocks,
    long latest,
    long finalized) {
  private static final Pattern LINE =
      Pattern.compile("^metro_rollup_([a-z_]+) ([0-9.E+]+)$", Pattern.MULTILINE);

  // In the order of the record's components.
  private static final String[] NAMES = {
    "soft_number",
    "executed_transactions_total",
    "skipped_transactions_total",
    "sealed_blocks_total",
    "latest_block",
    "finalized_block"
  };

  /** Where a node serves these metrics and no others. */
  static String path() {
    return Stream.of(NAMES)
        .map(name -> "name%5B%5D=metro_rollup_" + name)
        .collect(Collectors.joining("&", "/metrics?", ""));
  }

  /** Whether nothing has begun. */
  public boolean isUntouched() {
    return taken == 0 && executed == 0 && skipped == 0;
  }

  /** Whether all that it has executed is on the chain it shows. */
  public boolean isSettled() {
    return latest >= blocks;
  }

  /** Whether that is proven on the DA layer too. */
  public boolean isFinal() {
    return finalized >= blocks;
  }

  /** Reads the metrics' text; empty when it is not whole. */
  static Optional<NodeView> of(long askedNanos, long answeredNanos, String metrics) {
    Map<String, Long> values = new HashMap<>();
    LINE.matcher(metrics)
        .results()
        .forEach(line -> values.put(line.group(1), (long) Double.parseDouble(line.group(2))));
    List<Long> all = Stream.of(NAMES).map(values::get).filter(Objects::nonNull).toList();
    return all.size() < NAMES.length
        ? Optional.empty()
        : Optional.of(
            new NodeView(
                askedNanos,
                answeredNanos,
                all.get(0),
                all.get(1),
                all.get(2),
                all.get(3),
                all.get(4),
                all.get(5)));
  }
}
