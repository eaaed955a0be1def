package metro.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import metro.cli.config.ConfigException;
import metro.cli.config.Settings;
import picocli.CommandLine.Option;

/** The options of every program that runs from a configuration file. */
final class ConfigOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, TOML.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the file, as does the environment variable METRO_ and the key in"
              + " capitals: da.url is METRO_DA_URL. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  Settings read() throws ConfigException {
    return Settings.read(file, System.getenv(), overrides);
  }
}
