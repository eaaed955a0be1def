package metro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.ServerTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicPortTest {
  @TempDir Path directory;

  @Test
  void everyPageMayCallUnlessOriginsAreListed() throws Exception {
    assertThat(PublicPort.origins(read(""), "public")).isEqualTo(AllowedOrigins.ANY);
    assertThat(PublicPort.origins(read("public.allowed-origins = []\n"), "public"))
        .isEqualTo(AllowedOrigins.NONE);
    assertThat(
            PublicPort.origins(
                read("public.allowed-origins = [\"https://app.example:8443\"]\n"), "public"))
        .isEqualTo(new AllowedOrigins(Set.of("https://app.example:8443")));
  }

  @Test
  void anOriginHasNoPath() throws Exception {
    for (String wrong : new String[] {"app.example", "https://app.example/", "https://a b"}) {
      Settings file = read("public.allowed-origins = [\"" + wrong + "\"]\n");
      assertThatThrownBy(() -> PublicPort.origins(file, "public"))
          .as(wrong)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("public.allowed-origins");
    }
  }

  @Test
  void tlsNeedsBothFiles() throws Exception {
    assertThat(PublicPort.tls(read(""), "public")).isEmpty();
    assertThat(
            PublicPort.tls(
                read("[public]\ntls-certificates = \"c.pem\"\ntls-key = \"k.pem\"\n"), "public"))
        .contains(new ServerTls(directory.resolve("c.pem"), directory.resolve("k.pem")));
    Settings half = read("public.tls-key = \"k.pem\"\n");
    assertThatThrownBy(() -> PublicPort.tls(half, "public"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("both or none");
  }

  private Settings read(String text) throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("node.toml"), text);
    return Settings.read(file, Map.of(), Map.of());
  }
}
