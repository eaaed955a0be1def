package metro.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import metro.bench.run.Plan;
import metro.bench.run.Training;
import metro.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Runs a committee under load and keeps what its leader's JVM learnt (JEP 514).")
final class TrainCommand implements Callable<Integer> {
  private static final int MEMBERS = 3;
  private static final int ROLLUPS = 2;
  private static final int SENDERS = 200;
  private static final int STREAMS = 2;
  private static final long SEED = 1;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The cache, for -XX:AOTCache.")
  private Path out = Path.of("metro.aot");

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    Plan.Shape shape = new Plan.Shape(MEMBERS, ROLLUPS, 0, SENDERS, STREAMS, "1g");
    Path target = out.toAbsolutePath();
    Path work = Files.createTempDirectory("metro-train-");
    new Training(Plan.training(shape, SEED), work, programs(target), System.out).run(target);
    System.out.println(target);
    return 0;
  }

  /** The cache is for programs without the bench's own jars, which come last. */
  private static String programs(Path target) {
    Path lib = target.resolveSibling("lib");
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(jar -> Path.of(jar).toAbsolutePath().startsWith(lib))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
