package metro.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import metro.bench.report.Comparison;
import metro.bench.report.Report;
import metro.bench.result.JsonFile;
import metro.bench.result.LoadStep;
import metro.bench.result.Names;
import metro.bench.result.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench for some seconds, on real processes. What it measures is looked at by nobody. */
final class BenchRunTest {
  @TempDir Path directory;

  @Test
  void everythingIsMeasuredWrittenAndReadBack() throws Exception {
    Plan plan = Plan.smoke(new Plan.Shape(3, 2, 0, 64, 2, "512m"), 7);
    PrintStream log = new PrintStream(directory.resolve("log").toFile(), StandardCharsets.UTF_8);
    Run run = new BenchRun(plan, Files.createDirectory(directory.resolve("work")), log).run();

    assertThat(run.load()).allSatisfy(BenchRunTest::isWhole);
    assertThat(run.load(Names.HALF)).isNotEmpty();
    assertThat(run.rawLog(Names.RAW_HALF)).isNotEmpty();
    assertThat(run.yardsticks()).allSatisfy(y -> assertThat(y.value()).isNotNegative());

    Path file = directory.resolve("run.json");
    JsonFile.write(run, file);
    assertThat(JsonFile.read(file, Run.class)).isEqualTo(run);

    Report.write(run, directory);
    assertThat(directory.resolve(Report.PAGE)).content().contains("| ordered payload |");
    assertThat(directory.resolve("latency.svg")).content().startsWith("<svg").endsWith("</svg>\n");
    assertThat(Comparison.page(run, JsonFile.read(file, Run.class)))
        .contains("| " + Names.HALF + " |");
  }

  /** Everything that was meant to be sent in the measured time was ordered in the end. */
  private static void isWhole(LoadStep step) {
    assertThat(step.sent()).as(step.name()).isEqualTo(step.answered());
    assertThat(step.ordered().count()).isEqualTo(step.answered());
    assertThat(step.use()).containsKeys("member-1", "member-2", "member-3", "load generator", "da");
    if (step.way().equals("gRPC stream")) {
      assertThat(step.certified().count()).as(step.name()).isEqualTo(step.answered());
    }
  }
}
