package metro.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import metro.bench.report.SoakReport;
import metro.bench.result.MemberMemory;
import metro.bench.result.Soak;
import metro.bench.yardstick.StoreRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long load for some seconds, on real processes. How large any figure is, nobody looks at. */
final class SoakRunTest {
  @TempDir Path directory;

  @Test
  void membersAreLookedAtWrittenAndReadBack() throws Exception {
    SoakPlan plan =
        new SoakPlan(
            new Plan.Shape(3, 2, 0, 64, 2, "512m"),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            new StoreRows.Size(64, 64, 2, 2),
            7);
    PrintStream log = new PrintStream(directory.resolve("log").toFile(), StandardCharsets.UTF_8);
    Soak soak = new SoakRun(plan, directory.resolve("work"), log).run();

    assertThat(soak.failure()).isEmpty();
    assertThat(soak.members()).hasSize(3).allSatisfy(SoakRunTest::isWhole);
    assertThat(soak.allocation()).hasSize(4).allSatisfy(y -> assertThat(y.value()).isPositive());

    Path file = directory.resolve("soak.json");
    soak.write(file);
    assertThat(Soak.read(file)).isEqualTo(soak);

    SoakReport.write(soak, directory);
    assertThat(directory.resolve(SoakReport.PAGE))
        .content()
        .contains("| no OutOfMemoryError | yes |");
    assertThat(directory.resolve("member-1.svg")).content().startsWith("<svg").endsWith("</svg>\n");
  }

  private static void isWhole(MemberMemory member) {
    assertThat(member.survived()).as(member.name()).isTrue();
    assertThat(member.ranOutOfMemory()).isFalse();
    assertThat(member.before().bytes()).isPositive();
    assertThat(member.after().largest()).isNotEmpty();
    assertThat(member.samples())
        .isNotEmpty()
        .allSatisfy(s -> {
          assertThat(s.heapMax()).isEqualTo(512 << 20);
          assertThat(s.heapUsed()).isPositive().isLessThanOrEqualTo(s.heapMax());
          assertThat(s.resident()).isPositive();
          assertThat(s.directory()).isPositive();
        });
  }
}
