package metro.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import metro.bench.report.RollupReport;
import metro.bench.result.CatchUp;
import metro.bench.result.JsonFile;
import metro.bench.result.RollupRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A committee, nodes that catch up with it in all ways and the bare EVM, on real processes. That
 * all make the same blocks is checked by the run itself; what it measures is looked at by nobody.
 */
final class CatchUpRunTest {
  private static final long TRANSFERS = 200;

  @TempDir Path directory;

  @Test
  void everybodyExecutesWhatWasOrdered() throws Exception {
    Plan.Shape shape = new Plan.Shape(3, 1, 1, 16, 2, "512m");
    Plan load = Plan.smoke(shape, 7).warmedUpFor(Duration.ofMillis(200));
    CatchUpPlan plan = new CatchUpPlan(load, TRANSFERS, 32, Duration.ofMillis(500), 1);
    PrintStream log = new PrintStream(directory.resolve("log").toFile(), StandardCharsets.UTF_8);
    RollupRun run =
        new CatchUpRun(plan, Files.createDirectory(directory.resolve("work")), log).run();

    assertThat(run.catchUps())
        .extracting(CatchUp::name)
        .containsExactly(CatchUp.SOFT, CatchUp.BARE, CatchUp.DA);
    assertThat(run.catchUps()).extracting(CatchUp::blocks).containsOnly(blocks(run));
    assertThat(run.catchUps())
        .allSatisfy(it -> assertThat(it.transactions()).isGreaterThanOrEqualTo(TRANSFERS))
        .extracting(CatchUp::transactions)
        .containsOnly(run.catchUps().getFirst().transactions());

    Path file = directory.resolve("rollup.json");
    JsonFile.write(run, file);
    assertThat(JsonFile.read(file, RollupRun.class)).isEqualTo(run);
    RollupReport.write(run, directory);
    assertThat(directory.resolve(RollupReport.PAGE))
        .content()
        .contains("| rollup node against the bare EVM loop |", "| catching up from the DA layer |");
  }

  private static long blocks(RollupRun run) {
    return run.catchUps().getFirst().blocks();
  }
}
