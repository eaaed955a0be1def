package metro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import metro.bench.result.Medians;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.StoreRows;
import metro.node.store.Directories;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench scale}. Every row is told beside the first, which is the smallest: the same program,
 * the same run.
 */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = "How fast one thread applies blocks over ever more accounts and rollups.")
final class ScaleCommand implements Callable<Integer> {
  private static final int WARM_UP_SENDERS = 1_000;

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
      description = "Rollups in use, with as many accounts as senders (default: ${DEFAULT-VALUE}).")
  private List<Integer> rollups = List.of();

  @Option(
      names = "--together",
      description = "Also the most accounts on the most rollups (default: ${DEFAULT-VALUE}).")
  private boolean together;

  @Option(
      names = "--senders",
      defaultValue = "20000",
      description =
          "Accounts that send, in turn; each has two values in the state"
              + " (default: ${DEFAULT-VALUE}).")
  private int senders;

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

  /** Transfers a second, medians. */
  private record Speed(double applied, double stored) {
    double both() {
      return 1 / (1 / applied + 1 / stored);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<StoreRows.Size> sizes = sizes();
    // Compiled once for all rows: else the first would pay for it.
    speed(new StoreRows.Size(WARM_UP_SENDERS, WARM_UP_SENDERS, 1, blocks));
    System.out.println(
        "| accounts | senders | rollups | applied/s | stored/s | both/s | applied, of the first |"
            + " both, of the first |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    Speed first = speed(sizes.getFirst());
    print(sizes.getFirst(), first, first);
    for (StoreRows.Size size : sizes.subList(1, sizes.size())) {
      print(size, speed(size), first);
    }
    return 0;
  }

  private List<StoreRows.Size> sizes() {
    List<StoreRows.Size> sizes = new ArrayList<>();
    accounts.forEach(n -> sizes.add(new StoreRows.Size(n, Math.min(n, senders), 1, blocks)));
    rollups.forEach(n -> sizes.add(new StoreRows.Size(senders, senders, n, blocks)));
    if (together) {
      int most = Collections.max(accounts);
      sizes.add(
          new StoreRows.Size(most, Math.min(most, senders), Collections.max(rollups), blocks));
    }
    return sizes;
  }

  private Speed speed(StoreRows.Size size) throws IOException {
    List<Yardstick> all = new ArrayList<>();
    for (int i = 1; i <= repetitions; i++) {
      Path directory = Files.createTempDirectory("metro-scale");
      all.addAll(StoreRows.measure(directory.resolve("store"), size, i, i));
      Directories.delete(directory);
    }
    return new Speed(median(all, StoreRows.APPLY), median(all, StoreRows.WRITE));
  }

  private static void print(StoreRows.Size size, Speed speed, Speed first) {
    System.out.printf(
        Locale.ROOT,
        "| %,d | %,d | %,d | %,.0f | %,.0f | %,.0f | %.2f | %.2f |%n",
        size.accounts(),
        size.senders(),
        size.rollups(),
        speed.applied(),
        speed.stored(),
        speed.both(),
        speed.applied() / first.applied(),
        speed.both() / first.both());
  }

  private static double median(List<Yardstick> all, String name) {
    return Medians.of(all.stream().filter(y -> y.name().equals(name)).toList(), Yardstick::value);
  }
}
