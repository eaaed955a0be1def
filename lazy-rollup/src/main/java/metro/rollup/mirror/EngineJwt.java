package metro.rollup.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import metro.ethereum.Hex;

/**
 * The Engine API's tokens (execution-apis, authentication.md): HS256 over the time of issue. A
 * client takes a token for a minute, so every call gets a new one.
 */
final class EngineJwt {
  private static final int SECRET_BYTES = 32;
  private static final int MAX_FILE_BYTES = 1024;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String HEADER =
      base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(US_ASCII));

  private final SecretKeySpec key;
  private final InstantSource clock;

  private EngineJwt(byte[] secret, InstantSource clock) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    this.clock = clock;
  }

  /**
   * Reads the secret: 32 bytes in hexadecimal, with or without 0x.
   *
   * @throws UncheckedIOException when the file cannot be read
   * @throws IllegalArgumentException when it holds something else
   */
  static EngineJwt ofFile(Path file, InstantSource clock) {
    return new EngineJwt(secret(file), clock);
  }

  private static byte[] secret(Path file) {
    String text;
    try (var in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MAX_FILE_BYTES), US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("jwtSecretFile " + file + " cannot be read", e);
    }
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (!digits.matches("[0-9a-fA-F]{" + 2 * SECRET_BYTES + "}")) {
      throw new IllegalArgumentException(
          "jwtSecretFile " + file + " does not hold 32 bytes in hexadecimal and nothing else");
    }
    return Hex.decode(digits);
  }

  /** A token issued now. */
  String token() {
    String claims = "{\"iat\":" + clock.instant().getEpochSecond() + "}";
    String signed = HEADER + "." + base64(claims.getBytes(US_ASCII));
    return signed + "." + base64(mac(signed.getBytes(US_ASCII)));
  }

  private byte[] mac(byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
