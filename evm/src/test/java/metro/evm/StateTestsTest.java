package metro.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import metro.evm.statetest.StateTestReport;
import metro.evm.statetest.StateTestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ethereum's own state tests. */
class StateTestsTest {
  private static final int THREADS = 2;
  private static final int ADD = 0x01;

  private static StateTestReport run(Path path) {
    StateTestReport report = new StateTestRunner(THREADS).run(path);
    System.out.printf(
        "%s: %d files, %d of %d cases passed%n",
        path, report.files(), report.passed(), report.cases());
    report.failures().stream().limit(50).forEach(System.out::println);
    return report;
  }

  private static void assertAllPass(Path path, int atLeast) {
    StateTestReport report = run(path);
    assertThat(report.failures()).isEmpty();
    assertThat(report.passed()).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void selected_general_state_tests_pass() {
    assertAllPass(OfficialVectors.path("ethereum/ethereum-tests/GeneralStateTests"), 100);
  }

  @Test
  void osaka_execution_spec_tests_pass() {
    assertAllPass(OfficialVectors.path("ethereum/execution-spec-tests-osaka"), 79);
  }

  @Test
  void the_archive_of_general_state_tests_passes(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path archive = OfficialVectors.path("ethereum/GeneralStateTests-part.tar.xz");
    Process tar =
        new ProcessBuilder("tar", "-xJf", archive.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).as("tar with xz unpacks %s", archive).isZero();
    assertAllPass(folder, 1000);
  }

  @Test
  void a_planted_gas_error_is_found() {
    Fork wrong = Fork.CANCUN.next("Cancun with ADD at 4 gas").gas(ADD, 4).build();
    Path path = OfficialVectors.path("ethereum/ethereum-tests/GeneralStateTests/stExample");
    StateTestReport report = new StateTestRunner(Map.of("Cancun", wrong), THREADS).run(path);
    assertThat(report.failures()).isNotEmpty();
  }

  @Test
  void a_file_that_is_not_json_is_a_failure_and_the_others_run(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("broken.json"), "{\"a\": ");
    Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
    StateTestReport report = run(folder);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().getFirst().file()).hasFileName("broken.json");
  }
}
