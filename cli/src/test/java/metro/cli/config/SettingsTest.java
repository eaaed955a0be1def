package metro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path directory;

  @Test
  void aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
    Path file = file("[da]\nurl = \"file\"\n");
    Map<String, String> environment = Map.of("METRO_DA_URL", "environment");
    assertThat(Settings.read(file, Map.of(), Map.of()).text("da.url", "")).isEqualTo("file");
    assertThat(Settings.read(file, environment, Map.of()).text("da.url", ""))
        .isEqualTo("environment");
    assertThat(Settings.read(file, environment, Map.of("da.url", "flag")).text("da.url", ""))
        .isEqualTo("flag");
  }

  @Test
  void aMissingKeySaysWhatItIsAndHowToSetIt() throws Exception {
    Settings settings = read("a = 1\n");
    expect(
        () -> settings.text("data-dir", "where state is kept"),
        "node.toml",
        "'data-dir' is missing",
        "where state is kept",
        "METRO_DATA_DIR");
  }

  @Test
  void aWrongValueNamesItsLineItsKeyAndWhatIsExpected() throws Exception {
    Settings settings = read("a = 1\n\n[rpc]\nport = 99999\n");
    expect(
        () -> settings.number("rpc.port", 0, 65_535),
        "node.toml:4",
        "'rpc.port' = \"99999\"",
        "0 to 65535");
  }

  @Test
  void aWrongOverrideNamesTheVariable() throws Exception {
    Settings settings = Settings.read(file("a = 1\n"), Map.of("METRO_A", "many"), Map.of());
    expect(() -> settings.number("a", 0, 9), "environment variable METRO_A", "no whole number");
  }

  @Test
  void brokenTomlNamesItsLine() throws IOException {
    Path file = file("a = 1\nb = = 2\n");
    expect(() -> Settings.read(file, Map.of(), Map.of()), "node.toml:2");
  }

  @Test
  void aMissingFileSaysWhoMakesIt() {
    expect(
        () -> Settings.read(directory.resolve("none.toml"), Map.of(), Map.of()),
        "none.toml",
        "cannot be read",
        "metro init");
  }

  @Test
  void anUnknownKeyIsRefusedWithItsLine() throws Exception {
    Settings settings = read("data-dir = \"d\"\ndata-dirr = \"d\"\n");
    settings.path("data-dir", "");
    expect(settings::requireAllKnown, "node.toml:2", "'data-dirr' is unknown", "data-dir");
  }

  @Test
  void anUnknownKeyInATableOfAListIsRefusedToo() throws Exception {
    Settings settings = read("[[members]]\nname = \"a\"\nnmae = \"b\"\n");
    for (Settings member : settings.tables("members", 3)) {
      assertThat(member.text("name", "")).isEqualTo("a");
    }
    expect(settings::requireAllKnown, "node.toml:3", "members[0].nmae");
  }

  @Test
  void anUnknownFlagIsRefused() throws Exception {
    Settings settings = Settings.read(file("a = 1\n"), Map.of(), Map.of("b", "2"));
    settings.number("a", 0, 9);
    expect(settings::requireAllKnown, "--set b");
  }

  @Test
  void pathsAreRelativeToTheFile() throws Exception {
    Settings settings = read("a = \"sub/../x\"\nb = \"/abs\"\n");
    assertThat(settings.path("a", "")).isEqualTo(directory.toAbsolutePath().resolve("x"));
    assertThat(settings.path("b", "")).isEqualTo(Path.of("/abs"));
  }

  @Test
  void listsComeFromArraysOrCommas() throws Exception {
    Path file = file("a = [\"x\", \"y\"]\n");
    assertThat(Settings.read(file, Map.of(), Map.of()).list("a", t -> t)).containsExactly("x", "y");
    assertThat(Settings.read(file, Map.of("METRO_A", "p, q"), Map.of()).list("a", t -> t))
        .isEqualTo(List.of("p", "q"));
    expect(() -> read("a = 3\n").list("a", t -> t), "'a' is an array");
  }

  @Test
  void tooManyTablesAreRefused() throws Exception {
    Settings settings = read("[[m]]\n[[m]]\n");
    expect(() -> settings.tables("m", 1), "2 entries", "limit is 1");
  }

  private static void expect(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessageContainingAll(parts);
  }

  private Settings read(String text) throws IOException, ConfigException {
    return Settings.read(file(text), Map.of(), Map.of());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("node.toml"), text);
  }
}
