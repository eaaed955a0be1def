package metro.evm.chain;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the scripts in src/test/js; skips the calling test loudly where they cannot run. */
final class Node {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long SCRIPT_SECONDS = 300;
  private static final long INSTALL_SECONDS = 600;

  /** What npm writes last: without it the install was not finished. */
  private static final String INSTALLED = "node_modules/.package-lock.json";

  private Node() {}

  /** Runs a script; one parsed JSON document for each line that is one. */
  static List<JsonNode> run(Path work, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = work.resolve("node.out");
    int code = exec(folder(), out, command, environment, SCRIPT_SECONDS);
    List<String> lines = Files.readAllLines(out);
    if (code != 0) {
      throw new IllegalStateException("node ended with " + code + ": " + String.join("\n", lines));
    }
    return lines.stream().filter(l -> l.startsWith("{")).map(JSON::readTree).toList();
  }

  static Path write(Path work, Object input) throws IOException {
    return Files.writeString(work.resolve("input.json"), JSON.writeValueAsString(input));
  }

  /** The folder with the scripts, its packages installed. */
  private static Path folder() throws IOException, InterruptedException {
    Path folder = Path.of("src/test/js").toAbsolutePath();
    if (System.getenv("METRO_ROOT") != null) {
      folder = Path.of(System.getenv("METRO_ROOT"), "evm", "src", "test", "js");
    }
    Path log = Files.createTempFile("metro-npm", ".log");
    if (exec(folder, log, List.of("node", "--version"), Map.of(), 30) != 0) {
      skip("node is not installed");
    }
    if (!Files.isRegularFile(folder.resolve(INSTALLED))) {
      List<String> install = List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
      if (exec(folder, log, install, Map.of(), INSTALL_SECONDS) != 0) {
        skip("npm ci failed in " + folder + ": " + Files.readString(log));
      }
    }
    return folder;
  }

  private static void skip(String reason) {
    String text = "SKIPPED: differential test against npm clients: " + reason;
    System.err.println(text);
    abort(text);
  }

  private static int exec(
      Path folder, Path out, List<String> command, Map<String, String> environment, long seconds)
      throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }
}
