package metro.cli.config;

import java.util.List;
import java.util.stream.Collectors;

/** Writes TOML that people read and change. */
public final class TomlWriter {
  private final StringBuilder out = new StringBuilder();

  /** A comment line. */
  public TomlWriter comment(String text) {
    out.append("# ").append(text).append('\n');
    return this;
  }

  /** An empty line. */
  public TomlWriter line() {
    out.append('\n');
    return this;
  }

  /** A table header. */
  public TomlWriter table(String name) {
    out.append("\n[").append(name).append("]\n");
    return this;
  }

  /** The header of an element of a list of tables. */
  public TomlWriter element(String name) {
    out.append("\n[[").append(name).append("]]\n");
    return this;
  }

  /** A text. */
  public TomlWriter put(String key, String value) {
    out.append(key).append(" = ").append(quote(value)).append('\n');
    return this;
  }

  /** A number. */
  public TomlWriter put(String key, long value) {
    out.append(key).append(" = ").append(value).append('\n');
    return this;
  }

  /** An array of texts. */
  public TomlWriter put(String key, List<String> values) {
    String elements = values.stream().map(TomlWriter::quote).collect(Collectors.joining(", "));
    out.append(key).append(" = [").append(elements).append("]\n");
    return this;
  }

  /** A number under a key that is data. */
  public TomlWriter putQuoted(String key, long value) {
    return put(quote(key), value);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').appendCodePoint(c);
          } else if (Character.isISOControl(c)) {
            quoted.append("\\u%04x".formatted(c));
          } else {
            quoted.appendCodePoint(c);
          }
        });
    return quoted.append('"').toString();
  }
}
