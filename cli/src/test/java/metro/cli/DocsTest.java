package metro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name exists: the tests behind the promises, the scripts, the linked pages. */
final class DocsTest {
  private static final Path ROOT = Path.of(System.getenv("METRO_ROOT"));
  private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+Test)`");
  private static final Pattern SCRIPT = Pattern.compile("scripts/([a-z0-9-]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @Test
  void everyTestNamedInTheDocumentsExists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(ROOT)) {
      tests =
          files
              .filter(f -> f.toString().contains("src/test/java"))
              .map(f -> f.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    Set<String> named = found(TEST_NAME);
    assertThat(named).isNotEmpty();
    named.removeAll(tests);
    assertThat(named).as("tests the documents name and nobody wrote").isEmpty();
  }

  @Test
  void everyScriptNamedInTheDocumentsExists() {
    Set<String> missing = new TreeSet<>(found(SCRIPT));
    assertThat(missing).isNotEmpty();
    missing.removeIf(name -> Files.isExecutable(ROOT.resolve("scripts").resolve(name)));
    assertThat(missing).as("scripts the documents name and nobody wrote").isEmpty();
  }

  @Test
  void everyLinkLeadsToAPage() {
    for (Path document : documents()) {
      for (String link : matches(LINK, document)) {
        assertThat(document.resolveSibling(link)).as("link in " + document).exists();
      }
    }
  }

  private static Set<String> found(Pattern pattern) {
    return documents().stream()
        .flatMap(d -> matches(pattern, d).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> matches(Pattern pattern, Path document) {
    try {
      return pattern
          .matcher(Files.readString(document))
          .results()
          .map((MatchResult r) -> r.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> documents() {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
