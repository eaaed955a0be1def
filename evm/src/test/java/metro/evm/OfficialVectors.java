package metro.evm;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ethereum's published test vectors, which live outside this project: in the folder METRO_VECTORS,
 * else in ../shared/vectors beside the repository. A test that cannot find them is skipped and says
 * so.
 */
public final class OfficialVectors {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private OfficialVectors() {}

  /** A file or folder under the vectors' root; skips the calling test when it is not there. */
  public static Path path(String relative) {
    Path path = root().resolve(relative);
    if (!Files.exists(path)) {
      String reason =
          "SKIPPED: no test vectors at " + path + "; set METRO_VECTORS to the folder that has them";
      System.err.println(reason);
      abort(reason);
    }
    return path;
  }

  /** The JSON files below a folder (or the file itself), sorted. */
  public static List<Path> jsonFiles(String relative) {
    try (Stream<Path> files = Files.walk(path(relative))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One parsed JSON file. */
  public static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    String configured = System.getenv("METRO_VECTORS");
    return configured == null || configured.isEmpty()
        ? repository().resolveSibling("shared").resolve("vectors")
        : Path.of(configured);
  }

  private static Path repository() {
    String configured = System.getenv("METRO_ROOT");
    Path start = configured == null ? Path.of("").toAbsolutePath() : Path.of(configured);
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        // A work tree beside the main one has the vectors one level further up.
        return Files.exists(folder.resolveSibling("shared")) ? folder : besideParent(folder);
      }
    }
    return start;
  }

  private static Path besideParent(Path folder) {
    Path parent = folder.getParent();
    return parent == null ? folder : parent;
  }
}
