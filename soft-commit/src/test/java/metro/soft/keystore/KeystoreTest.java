package metro.soft.keystore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Hex;
import metro.soft.MemberKey;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeystoreTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @EnumSource
  void aKeyComesBackWithItsPasswordOnly(Keystore.Strength strength) throws Exception {
    MemberKey key = MemberKey.generate(random);
    String file = Keystore.encrypt(key, "pässword", strength, random);
    assertThat(Keystore.decrypt(file, "pässword").secretBytes()).isEqualTo(key.secretBytes());
    assertThat(file).doesNotContain(Hex.encode(key.secretBytes()).substring(2));
    assertThatThrownBy(() -> Keystore.decrypt(file, "password"))
        .isInstanceOf(KeystoreException.class)
        .hasMessageContaining("password is wrong");
  }

  @Test
  void theOfficialVectorsOpen() throws Exception {
    JsonNode tests = JSON.readTree(Files.readString(vectors()));
    int opened = 0;
    for (Map.Entry<String, JsonNode> test : tests.properties()) {
      JsonNode t = test.getValue();
      MemberKey key =
          Keystore.decrypt(JSON.writeValueAsString(t.path("json")), t.path("password").asString());
      assertThat(Hex.encode(key.secretBytes()).substring(2))
          .as(test.getKey())
          .isEqualTo(t.path("priv").asString());
      opened++;
    }
    assertThat(opened).isEqualTo(5);
  }

  @Test
  void scryptOfBlockSizeOneIsTheLibrarysWhereTheLibraryHasIt() {
    byte[] password = "pässword".getBytes(UTF_8);
    byte[] salt = "salt".getBytes(UTF_8);
    for (int n = 2; n <= 1 << 12; n <<= 1) {
      for (int p = 1; p <= 3; p++) {
        assertThat(LongScrypt.derive(password, salt, n, p, 32))
            .isEqualTo(SCrypt.generate(password, salt, n, 1, p, 32));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version": 3        | "version": 1      | version
          aes-128-ctr         | aes-128-cbc       | cipher
          "ciphertext": "     | "ciphertext": "zz | ciphertext
          "kdf": "scrypt"     | "kdf": "argon2"   | argon2
          "n": 4096           | "n": 1073741824   | n=1073741824
          "n": 4096           | "n": 4095         | power of two
          "n": 4096           | "n": 4096000000000| kdfparams.n
          "p": 6              | "p": 100000       | p=100000
          "dklen": 32         | "dklen": 2000000  | dklen
          "mac": "            | "max": "          | mac
          """)
  void aSpoiltFieldIsNamed(String from, String to, String named) {
    String file =
        Keystore.encrypt(MemberKey.generate(random), "p", Keystore.Strength.LIGHT, random)
            .replace("\" : ", "\": ");
    assertThat(file).contains(from);
    assertThatThrownBy(() -> Keystore.decrypt(file.replace(from, to), "p"))
        .isInstanceOf(KeystoreException.class)
        .hasMessageContaining(named);
  }

  @Test
  void anythingElseIsRefusedWithAReason() {
    for (String text :
        new String[] {"", "{", "[]", "{}", "null", "7", "\"x\"", "{\"version\":3}"}) {
      assertThatThrownBy(() -> Keystore.decrypt(text, "p"))
          .as(text)
          .isInstanceOf(KeystoreException.class);
    }
    assertThatThrownBy(() -> Keystore.decrypt(" ".repeat(Keystore.MAX_TEXT + 1), "p"))
        .isInstanceOf(KeystoreException.class)
        .hasMessageContaining("characters");
  }

  /** The folder METRO_VECTORS, else shared/vectors beside the repository or one level up. */
  private static Path vectors() throws IOException {
    String relative = "ethereum/ethereum-tests/KeyStoreTests/basic_tests.json";
    Optional<Path> root =
        Optional.ofNullable(System.getenv("METRO_VECTORS")).filter(v -> !v.isEmpty()).map(Path::of);
    Path start =
        Path.of(Optional.ofNullable(System.getenv("METRO_ROOT")).orElse("")).toAbsolutePath();
    for (Path at = start; root.isEmpty() && at != null; at = at.getParent()) {
      root = Optional.of(at.resolve("shared/vectors")).filter(Files::isDirectory);
    }
    Path file = root.orElse(start).resolve(relative);
    if (!Files.exists(file)) {
      String reason = "SKIPPED: no " + relative + "; set METRO_VECTORS to the folder that has it";
      System.err.println(reason);
      abort(reason);
    }
    return file;
  }
}
