package metro.da;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import metro.ethereum.Bytes;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Published test vectors, which are kept outside of the tree. */
public final class Vectors {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Vectors() {}

  /** The document, or the test is skipped saying where it was looked for. */
  public static JsonNode celestia(String file) {
    Path path = directory().resolve("celestia").resolve(file);
    if (!Files.isRegularFile(path)) {
      String why = "SKIPPED: no published vectors at " + path + " (set METRO_VECTORS)";
      System.out.println(why);
      Assumptions.abort(why);
    }
    return JSON.readTree(path.toFile());
  }

  private static Path directory() {
    return Optional.ofNullable(System.getenv("METRO_VECTORS"))
        .map(Path::of)
        .orElseGet(() -> besideOrAbove(root()));
  }

  private static Path root() {
    String named = System.getenv("METRO_ROOT");
    Path at = Path.of(named == null ? "" : named).toAbsolutePath();
    while (at.getParent() != null && !Files.isDirectory(at.resolve(".mvn"))) {
      at = at.getParent();
    }
    return at;
  }

  /** A second work tree of the repository may lie a folder deeper than the first. */
  private static Path besideOrAbove(Path root) {
    Path beside = root.resolve("../shared/vectors").normalize();
    Path above = root.resolve("../../shared/vectors").normalize();
    return Files.isDirectory(beside) || !Files.isDirectory(above) ? beside : above;
  }

  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  public static Bytes hex(JsonNode node) {
    return Bytes.fromHex(node.asString());
  }

  public static Bytes base64(JsonNode node) {
    return Bytes.wrap(Base64.getDecoder().decode(node.asString()));
  }
}
