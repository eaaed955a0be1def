package metro.rollup.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineJwtTest {
  private static final String SECRET =
      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));

  @TempDir private Path work;

  /** The expected token is from Node's crypto module. */
  @Test
  void a_token_is_signed_and_says_when_it_was_issued() throws Exception {
    String expected =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE4MDAwMDAwMDB9"
            + ".uCypJ5qZvshajabZSaLQwWe_5RIFzPKmQoIKc3rw10Y";
    assertThat(EngineJwt.ofFile(file(SECRET), CLOCK).token()).isEqualTo(expected);
    assertThat(EngineJwt.ofFile(file("0x" + SECRET + "\n"), CLOCK).token()).isEqualTo(expected);
  }

  @Test
  void a_file_without_a_secret_is_named() throws Exception {
    Path cut = file(SECRET.substring(2));
    assertThatThrownBy(() -> EngineJwt.ofFile(cut, CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jwtSecretFile " + cut);
    Path absent = work.resolve("absent");
    assertThatThrownBy(() -> EngineJwt.ofFile(absent, CLOCK))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("jwtSecretFile " + absent);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(work.resolve("secret"), text);
  }
}
