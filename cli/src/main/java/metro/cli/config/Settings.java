package metro.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * The values of one TOML file. A flag {@code --set key=value} wins over the environment variable of
 * the key (METRO_ and the key in capitals, dots and hyphens as underscores), which wins over the
 * file. Every error names the place, the key and what is expected.
 *
 * <p>Asking for a key makes it known; {@link #requireAllKnown} then refuses everything else.
 */
public final class Settings {
  /** Bytes of the largest file. */
  public static final long MAX_FILE_BYTES = 1 << 20;

  private final Path file;
  private final String label;
  private final TomlTable toml;
  private final Map<String, String> environment;
  private final Map<String, String> flags;
  private final Set<String> known = new HashSet<>();
  private final List<Settings> children = new ArrayList<>();

  private Settings(
      Path file,
      String label,
      TomlTable toml,
      Map<String, String> environment,
      Map<String, String> flags) {
    this.file = file;
    this.label = label;
    this.toml = toml;
    this.environment = environment;
    this.flags = flags;
  }

  /** Reads {@code file} with what overrides it. */
  public static Settings read(Path file, Map<String, String> environment, Map<String, String> flags)
      throws ConfigException {
    TomlParseResult parsed;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ConfigException(file + ": larger than " + MAX_FILE_BYTES + " bytes");
      }
      parsed = Toml.parse(file);
    } catch (IOException e) {
      throw new ConfigException(
          file + ": cannot be read (" + e + "); `metro init` makes configuration files");
    }
    if (parsed.hasErrors()) {
      var first = parsed.errors().getFirst();
      throw new ConfigException(
          "%s:%d: %s".formatted(file, first.position().line(), first.getMessage()));
    }
    return new Settings(file, "", parsed, Map.copyOf(environment), Map.copyOf(flags));
  }

  /** A value as written, and where. */
  private record Found(String text, String origin) {}

  /** The text of a required key; {@code help} says what it is. */
  public String text(String key, String help) throws ConfigException {
    return value(key, help, Function.identity());
  }

  /** The value of a required key, parsed by something that throws IllegalArgumentException. */
  public <T> T value(String key, String help, Function<String, T> parser) throws ConfigException {
    Optional<T> value = optional(key, parser);
    if (value.isEmpty()) {
      throw new ConfigException(
          "%s: '%s' is missing: %s. Add it to the file%s"
              .formatted(
                  file, label + key, help, label.isEmpty() ? ", or set " + variable(key) : ""));
    }
    return value.get();
  }

  /** The value of a key that may be absent. */
  public <T> Optional<T> optional(String key, Function<String, T> parser) throws ConfigException {
    Optional<Found> found = find(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(parse(key, found.get(), parser));
  }

  /** The text of a key that may be absent. */
  public Optional<String> optional(String key) throws ConfigException {
    return optional(key, Function.identity());
  }

  /** A whole number of {@code min} to {@code max}. */
  public Optional<Long> number(String key, long min, long max) throws ConfigException {
    return optional(key, text -> numberIn(text, min, max));
  }

  /** A required file or directory; relative to this file's directory. */
  public Path path(String key, String help) throws ConfigException {
    return value(key, help, this::resolve);
  }

  /** The file or directory of a key that may be absent. */
  public Optional<Path> path(String key) throws ConfigException {
    return optional(key, this::resolve);
  }

  /** The elements of an array; from flags and environment separated by commas. */
  public <T> List<T> list(String key, Function<String, T> parser) throws ConfigException {
    known.add(key);
    List<Found> elements = new ArrayList<>();
    Optional<Found> override = override(key);
    if (override.isPresent()) {
      for (String element : override.get().text().split(",", -1)) {
        elements.add(new Found(element.strip(), override.get().origin()));
      }
    } else if (toml.get(key) instanceof TomlArray array) {
      for (int i = 0; i < array.size(); i++) {
        elements.add(scalar(key + "[" + i + "]", array.get(i), array.inputPositionOf(i)));
      }
    } else if (toml.contains(key)) {
      throw problem(key, "is an array: " + key + " = [\"…\", \"…\"]");
    }
    List<T> values = new ArrayList<>();
    for (Found element : elements) {
      values.add(parse(key, element, parser));
    }
    return values;
  }

  /** Whether {@code key} is set anywhere. */
  public boolean has(String key) {
    known.add(key);
    return override(key).isPresent() || toml.contains(key);
  }

  /** The tables {@code [[key]]}, in the file's order; at most {@code max}. */
  public List<Settings> tables(String key, int max) throws ConfigException {
    known.add(key);
    if (!toml.contains(key)) {
      return List.of();
    }
    if (!(toml.get(key) instanceof TomlArray array)) {
      throw problem(key, "is a list of tables: [[" + key + "]]");
    }
    if (array.size() > max) {
      throw problem(key, "has " + array.size() + " entries, the limit is " + max);
    }
    List<Settings> tables = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!array.isTable(i)) {
        throw problem(key, "is a list of tables: [[" + key + "]]");
      }
      String childLabel = "%s%s[%d].".formatted(label, key, i);
      tables.add(new Settings(file, childLabel, array.getTable(i), Map.of(), Map.of()));
    }
    children.addAll(tables);
    return tables;
  }

  /** The entries of a table whose keys are data. */
  public <K extends Comparable<K>, V> Map<K, V> entries(
      String key, Function<String, K> keyParser, Function<String, V> valueParser)
      throws ConfigException {
    known.add(key);
    Map<K, V> entries = new TreeMap<>();
    if (!toml.contains(key)) {
      return entries;
    }
    if (!(toml.get(key) instanceof TomlTable table)) {
      throw problem(key, "is a table: [" + key + "]");
    }
    for (String name : table.keySet()) {
      List<String> path = List.of(name);
      Found value = scalar(key + "." + name, table.get(path), table.inputPositionOf(path));
      K parsed = parse(key, new Found(name, value.origin()), keyParser);
      if (entries.put(parsed, parse(key + "." + name, value, valueParser)) != null) {
        throw new ConfigException(value.origin() + ": " + name + " is there twice");
      }
    }
    return entries;
  }

  /** Fails at the first key nobody asked for: a slip of the pen must not be silent. */
  public void requireAllKnown() throws ConfigException {
    for (String key : new TreeSet<>(toml.dottedKeySet())) {
      if (!isKnown(key)) {
        throw new ConfigException(
            "%s: '%s' is unknown. Known here: %s"
                .formatted(
                    at(toml.inputPositionOf(key)),
                    label + key,
                    String.join(", ", new TreeSet<>(known))));
      }
    }
    for (String key : flags.keySet()) {
      if (!isKnown(key)) {
        throw new ConfigException("--set " + key + ": there is no such key");
      }
    }
    for (Settings child : children) {
      child.requireAllKnown();
    }
  }

  /** An error at {@code key}'s place. */
  public ConfigException problem(String key, String problem) {
    return new ConfigException(
        "%s: '%s' %s".formatted(at(toml.inputPositionOf(key)), label + key, problem));
  }

  /** A whole number of {@code min} to {@code max}; underscores may group digits. */
  public static long numberIn(String text, long min, long max) {
    long value;
    try {
      value = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is no whole number");
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException("is a number of " + min + " to " + max);
    }
    return value;
  }

  private boolean isKnown(String key) {
    return known.contains(key)
        || known.stream().anyMatch(k -> key.startsWith(k + ".") || key.startsWith(k + "["));
  }

  private Optional<Found> find(String key) throws ConfigException {
    known.add(key);
    Optional<Found> override = override(key);
    if (override.isPresent() || !toml.contains(key)) {
      return override;
    }
    return Optional.of(scalar(key, toml.get(key), toml.inputPositionOf(key)));
  }

  private Optional<Found> override(String key) {
    String flag = flags.get(key);
    if (flag != null) {
      return Optional.of(new Found(flag, "--set " + key));
    }
    String variable = variable(key);
    String value = label.isEmpty() ? environment.get(variable) : null;
    return Optional.ofNullable(value).map(v -> new Found(v, "environment variable " + variable));
  }

  private Found scalar(
      String key,
      @org.jspecify.annotations.Nullable Object value,
      @org.jspecify.annotations.Nullable TomlPosition position)
      throws ConfigException {
    return switch (value) {
      case String text -> new Found(text, at(position));
      case Long number -> new Found(number.toString(), at(position));
      case Boolean flag -> new Found(flag.toString(), at(position));
      case Double number -> new Found(number.toString(), at(position));
      case null, default ->
          throw new ConfigException(
              "%s: '%s' is a single value: text, number, true or false"
                  .formatted(at(position), label + key));
    };
  }

  private <T> T parse(String key, Found found, Function<String, T> parser) throws ConfigException {
    try {
      return parser.apply(found.text());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s: '%s' = \"%s\": %s"
              .formatted(found.origin(), label + key, found.text(), e.getMessage()));
    }
  }

  private Path resolve(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is a path");
    }
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? Path.of(text) : directory.resolve(text).normalize();
  }

  private String at(@org.jspecify.annotations.Nullable TomlPosition position) {
    return position == null ? file.toString() : file + ":" + position.line();
  }

  private static String variable(String key) {
    return "METRO_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
