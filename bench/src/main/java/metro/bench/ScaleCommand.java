package metro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import metro.bench.result.Medians;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.StoreRows;
import metro.node.store.Directories;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench scale}. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = "How fast one thread applies blocks over ever more accounts and rollups.")
final class ScaleCommand implements Callable<Integer> {
  private static final int MAX_SENDERS = 20_000;

  @Option(
      names = "--accounts",
      split = ",",
      defaultValue = "1000,10000,100000,1000000",
      description = "Accounts with credits, on one rollup (default: ${DEFAULT-VALUE}).")
  private List<Integer> accounts = List.of();

  @Option(
      names = "--rollups",
      split = ",",
      defaultValue = "1,100,10000",
      description = "Rollups in use, with 20,000 accounts (default: ${DEFAULT-VALUE}).")
  private List<Integer> rollups = List.of();

  @Option(
      names = "--blocks",
      defaultValue = "100",
      description = "Of 1,000 transfers; the first half warms up (default: ${DEFAULT-VALUE}).")
  private int blocks;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      description = "Of each size (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Override
  public Integer call() throws IOException {
    System.out.println("| accounts | senders | rollups | applied/s | stored/s | both/s |");
    System.out.println("|---|---|---|---|---|---|");
    for (int count : accounts) {
      row(new StoreRows.Size(count, Math.min(count, MAX_SENDERS), 1, blocks));
    }
    for (int count : rollups) {
      row(new StoreRows.Size(MAX_SENDERS, MAX_SENDERS, count, blocks));
    }
    return 0;
  }

  private void row(StoreRows.Size size) throws IOException {
    List<Yardstick> all = new ArrayList<>();
    for (int i = 1; i <= repetitions; i++) {
      Path directory = Files.createTempDirectory("metro-scale");
      all.addAll(StoreRows.measure(directory.resolve("store"), size, i, i));
      Directories.delete(directory);
    }
    double applied = median(all, StoreRows.APPLY);
    double stored = median(all, StoreRows.WRITE);
    System.out.printf(
        Locale.ROOT,
        "| %,d | %,d | %,d | %,.0f | %,.0f | %,.0f |%n",
        size.accounts(),
        size.senders(),
        size.rollups(),
        applied,
        stored,
        1 / (1 / applied + 1 / stored));
  }

  private static double median(List<Yardstick> all, String name) {
    return Medians.of(all.stream().filter(y -> y.name().equals(name)).toList(), Yardstick::value);
  }
}
