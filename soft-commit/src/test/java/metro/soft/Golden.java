package metro.soft;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The vectors in golden.properties: bytes that must never change. */
final class Golden {
  private static final Properties VALUES = load();

  private Golden() {}

  static String get(String name) {
    return Objects.requireNonNull(VALUES.getProperty(name), name);
  }

  private static Properties load() {
    Properties values = new Properties();
    try (InputStream in = Golden.class.getResourceAsStream("/golden.properties")) {
      values.load(Objects.requireNonNull(in, "golden.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }
}
