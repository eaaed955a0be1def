package metro.bench.bareevm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import metro.bench.result.CatchUp;
import metro.bench.result.JsonFile;
import metro.cli.dev.Child;
import metro.jsonrpc.Json;

/**
 * Runs the bare loop as a process of its own, so that its JVM begins as cold as the node's and has
 * the same flags.
 */
public final class BareEvm {
  private static final Duration PATIENCE = Duration.ofMinutes(60);
  private static final long POLL_NANOS = 20_000_000;

  private BareEvm() {}

  /**
   * Executes a node's blocks once more.
   *
   * @param config of the node
   * @param blocks the node's data folder; the node has ended
   * @param directory for store and log; must not exist
   * @param heap the node's -Xmx
   * @throws IOException when the process dies or no result comes
   */
  public static CatchUp measure(
      Path config, Path blocks, Path directory, String heap, int repetition) throws IOException {
    Path result = directory.resolve("result.json");
    BareEvmPlan plan =
        new BareEvmPlan(
            config.toString(),
            blocks.toString(),
            directory.resolve("data").toString(),
            repetition,
            ProcessHandle.current().pid(),
            result.toString());
    Path log = directory.resolve("log");
    String name = directory.getFileName().toString();
    try (Child process =
        Child.startMain(
            BareEvmLoop.class.getName(),
            name,
            log,
            List.of(heap),
            List.of(Json.of(plan).toString()))) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (process.isAlive()) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the bare EVM loop did not finish; see " + log);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    if (!Files.exists(result)) {
      throw new IOException("the bare EVM loop failed; see " + log);
    }
    return JsonFile.read(result, CatchUp.class);
  }
}
