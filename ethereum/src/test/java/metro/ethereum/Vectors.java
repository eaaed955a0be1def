package metro.ethereum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Ethereum's published test vectors, kept beside the project and never in it. */
final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** A folder or file of ethereum-tests; the test is skipped, saying so, where it is absent. */
  static Path ethereumTests(String path) {
    String configured = System.getenv("METRO_VECTORS");
    Path vectors =
        configured != null
            ? Path.of(configured)
            : projectRoot().resolve("..").resolve("shared").resolve("vectors");
    Path found = vectors.resolve("ethereum").resolve("ethereum-tests").resolve(path).normalize();
    if (!Files.exists(found)) {
      String message = "SKIPPED: no test vectors at " + found + "; set METRO_VECTORS";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return found;
  }

  static List<Path> jsonFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Path file) {
    return JSON.readTree(file.toFile());
  }

  private static Path projectRoot() {
    return Optional.ofNullable(System.getenv("METRO_ROOT"))
        .map(Path::of)
        .orElseGet(() -> {
          Path at = Path.of("").toAbsolutePath();
          while (!Files.isDirectory(at.resolve(".mvn")) && at.getParent() != null) {
            at = at.getParent();
          }
          return at;
        });
  }
}
