package metro.evm.statetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import metro.evm.Fork;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs files and folders of state tests. Files in other formats (block tests) are passed over;
 * forks that are not in the runner's table too.
 */
public final class StateTestRunner {
  /** The forks this EVM knows, by the names the tests use. */
  public static final Map<String, Fork> FORKS =
      Map.of(
          "Shanghai", Fork.SHANGHAI,
          "Cancun", Fork.CANCUN,
          "Prague", Fork.PRAGUE,
          "Osaka", Fork.OSAKA);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Fork> forks;
  private final int threads;

  /** All known forks on {@code threads} threads. */
  public StateTestRunner(int threads) {
    this(FORKS, threads);
  }

  /** Only these forks, by the names in the files. */
  public StateTestRunner(Map<String, Fork> forks, int threads) {
    this.forks = Map.copyOf(forks);
    this.threads = threads;
  }

  /**
   * Runs one file or all {@code .json} files below a folder.
   *
   * @throws UncheckedIOException when the path cannot be walked
   */
  public StateTestReport run(Path path) {
    try (Stream<Path> walk = Files.walk(path);
        ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<StateTestReport>> tasks = new ArrayList<>();
      walk.filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .forEach(file -> tasks.add(() -> runFile(file)));
      StateTestReport report = StateTestReport.EMPTY;
      for (Future<StateTestReport> result : executor.invokeAll(tasks)) {
        report = report.plus(result.get());
      }
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the tests at " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running state tests", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the state test runner failed", e.getCause());
    }
  }

  /** A file that cannot be read is a failure of its own: the others still run. */
  private StateTestReport runFile(Path file) {
    Map<String, JsonNode> tests;
    try {
      tests = parse(file);
    } catch (IOException | JacksonException e) {
      String reason = "the file cannot be read: " + e.getMessage();
      return new StateTestReport(
          1, 0, List.of(new StateTestReport.Failure(file, "", "", 0, reason)));
    }
    StateTestReport report = new StateTestReport(tests.isEmpty() ? 0 : 1, 0, List.of());
    for (Map.Entry<String, JsonNode> test : tests.entrySet()) {
      report = report.plus(runTest(file, test.getKey(), test.getValue()));
    }
    return report;
  }

  /** The state tests of a file by name; none when it holds something else. */
  private static Map<String, JsonNode> parse(Path file) throws IOException {
    Map<String, JsonNode> tests = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : JSON.readTree(Files.readAllBytes(file)).properties()) {
      JsonNode test = entry.getValue();
      if (test.has("env") && test.has("pre") && test.has("post") && test.has("transaction")) {
        tests.put(entry.getKey(), test);
      }
    }
    return tests;
  }

  private StateTestReport runTest(Path file, String name, JsonNode test) {
    int passed = 0;
    List<StateTestReport.Failure> failures = new ArrayList<>();
    for (Map.Entry<String, JsonNode> post : test.get("post").properties()) {
      Optional<Fork> fork = Optional.ofNullable(forks.get(post.getKey()));
      int index = 0;
      for (JsonNode expected : fork.isPresent() ? post.getValue() : JSON.createArrayNode()) {
        Optional<String> problem = runCase(test, fork.orElseThrow(), expected);
        if (problem.isPresent()) {
          failures.add(
              new StateTestReport.Failure(file, name, post.getKey(), index, problem.get()));
        } else {
          passed++;
        }
        index++;
      }
    }
    return new StateTestReport(0, passed, failures);
  }

  /** A case must not stop the run, whatever it meets: that would be a bug worth a line. */
  private static Optional<String> runCase(JsonNode test, Fork fork, JsonNode expected) {
    try {
      return new StateTestCase(test, fork, expected).run();
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of("the EVM or the runner threw " + e + " at " + e.getStackTrace()[0]);
    }
  }
}
