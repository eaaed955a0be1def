package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every file of {@code scenarios}; {@code scenarios/README.txt} explains the language. */
final class ScenarioTest {
  @TestFactory
  Stream<DynamicTest> scenario() throws IOException, URISyntaxException {
    URL folder = Objects.requireNonNull(ScenarioTest.class.getResource("scenarios"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      List<Path> scenarios = files.filter(f -> !f.endsWith("README.txt")).sorted().toList();
      assertThat(scenarios).hasSizeGreaterThan(5);
      return scenarios.stream()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> run(f)));
    }
  }

  private static void run(Path file) throws IOException {
    Scenario scenario = new Scenario();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      scenario.line(file.getFileName() + ":" + ++number, line);
    }
    scenario.end();
  }
}
