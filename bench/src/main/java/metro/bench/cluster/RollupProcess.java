package metro.bench.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.cli.dev.Child;

/** {@code metro rollup} as a process of its own that begins with nothing but its genesis. */
public final class RollupProcess implements AutoCloseable {
  /** What its JVM may use, as whoever is compared with it. */
  public static final String HEAP = "-Xmx1g";

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

  private final Child process;
  private final Path data;
  private final AdminPort admin;
  private final long startNanos;

  /** Where a node learns what was ordered. The other way leads to a port nobody listens on. */
  public enum Source {
    /** Softly, from the members. */
    COMMITTEE("METRO_DA_URL", "http://127.0.0.1:1"),
    /** From the DA layer alone. */
    DA_LAYER("METRO_MEMBERS", "127.0.0.1:1");

    private final String setting;
    private final String value;

    Source(String setting, String value) {
      this.setting = setting;
      this.value = value;
    }
  }

  private RollupProcess(Child process, Path data, AdminPort admin, long startNanos) {
    this.process = process;
    this.data = data;
    this.admin = admin;
    this.startNanos = startNanos;
  }

  /**
   * Starts the node of {@code config}.
   *
   * @param directory for its data and log; must not exist
   * @param adminPort of its metrics
   */
  static RollupProcess start(
      Path config, Source source, Path directory, HttpClient http, int adminPort)
      throws IOException {
    Path data = directory.resolve("data");
    Map<String, String> settings = new HashMap<>();
    settings.put(source.setting, source.value);
    settings.put("METRO_DATA_DIR", data.toString());
    long startNanos = System.nanoTime();
    Child process =
        Child.start(
            directory.getFileName().toString(),
            directory.resolve("log"),
            List.of(HEAP),
            List.of("rollup", "--config", config.toString()),
            settings);
    return new RollupProcess(process, data, new AdminPort(http, adminPort), startNanos);
  }

  /** When it was about to be started. */
  public long startNanos() {
    return startNanos;
  }

  /** Everything the node keeps. */
  public Path data() {
    return data;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * How far it is; empty while it does not answer.
   *
   * @throws IOException when it has ended
   */
  public Optional<NodeView> look() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(
          "%s ended with code %d; see %s"
              .formatted(process.name(), process.exitCode(), process.log()));
    }
    long asked = System.nanoTime();
    return admin
        .get(NodeView.path(), ANSWER_TIMEOUT)
        .flatMap(text -> NodeView.of(asked, System.nanoTime(), text));
  }

  /** Where its output goes. */
  public Path log() {
    return process.log();
  }

  /** Ends it and waits for that: its store can be opened by others then. */
  @Override
  public void close() {
    process.close();
  }
}
