package metro.bench.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import metro.bench.result.LiveHeap;
import metro.cli.dev.Child;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan.MemberPlan;

/** {@code metro node} as a process of its own: started, asked, ended by its process id. */
public final class Member implements AutoCloseable {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  // Asked of members under load, by who does not want to lose the answer.
  private static final Duration METRICS_TIMEOUT = Duration.ofSeconds(20);
  private static final int DESCRIBED_LINES = 40;

  private final MemberPlan plan;
  private final Path directory;
  private final AdminPort admin;
  private Optional<Child> process = Optional.empty();

  /** The member whose files {@link CommitteeMaker} made in {@code directory}; not started yet. */
  Member(MemberPlan plan, Path directory, HttpClient http) {
    this.plan = plan;
    this.directory = directory;
    this.admin = new AdminPort(http, plan.admin());
  }

  /** Its name in the committee. */
  public String name() {
    return plan.name();
  }

  /** {@code host:port} of its public gRPC API. */
  public String grpcAddress() {
    return plan.host() + ":" + plan.grpc();
  }

  /** The running process' id. */
  long pid() {
    return process.orElseThrow().pid();
  }

  private Path log() {
    return directory.resolve("node.log");
  }

  /** Where it keeps everything, its log and its configuration included. */
  Path directory() {
    return directory;
  }

  /** What is live on its heap, after a collection of all of it; unknown when it has died. */
  public LiveHeap liveHeap() throws IOException {
    return isAlive() ? ClassHistogram.of(pid()) : LiveHeap.UNKNOWN;
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return process.filter(Child::isAlive).isPresent();
  }

  /**
   * Starts the process, with {@code jvmFlags} after this JVM's own and {@code settings} over those
   * of its file.
   */
  void start(List<String> jvmFlags, Map<String, String> settings) throws IOException {
    String config = directory.resolve(CommitteeMaker.NODE_FILE).toString();
    process =
        Optional.of(
            Child.start(name(), log(), jvmFlags, List.of("node", "--config", config), settings));
  }

  /** What {@code /health} says; empty while it does not answer. */
  Optional<String> health() {
    return admin.get("/health", ANSWER_TIMEOUT);
  }

  /** What {@code /metrics} says; empty while it does not answer. */
  Optional<Metrics> metrics() {
    return admin.get("/metrics", METRICS_TIMEOUT).map(Metrics::new);
  }

  /** Whether it leads. */
  boolean leads() {
    return health().filter(h -> h.contains("\"isLeader\":true")).isPresent();
  }

  /** Whether what it takes can get into the log. */
  boolean isReady() {
    return health().filter(h -> h.contains("\"ready\":true")).isPresent();
  }

  /** Whether it lives, what it says of itself, and the end of its log. */
  public String describe() {
    String state = (isAlive() ? "alive, " : "dead, ") + health().orElse("silent");
    try {
      List<String> lines = Files.readAllLines(log());
      int from = Math.max(0, lines.size() - DESCRIBED_LINES);
      return state + "\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return state + ", without a log: " + e;
    }
  }

  /** Lines of its log that tell of an error. */
  List<String> errors() throws IOException {
    return logged(" ERROR ");
  }

  /** Whether it ever had no memory left. */
  public boolean ranOutOfMemory() throws IOException {
    return !logged("OutOfMemoryError").isEmpty();
  }

  private List<String> logged(String words) throws IOException {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(words)).toList();
    }
  }

  /**
   * Asks it to end, and waits until it has.
   *
   * @throws IOException when it has not after {@code patience}
   */
  public void end(Duration patience) throws IOException, InterruptedException {
    if (!process.orElseThrow().end(patience)) {
      throw new IOException(
          "after %d s still not ended: %s".formatted(patience.toSeconds(), name()));
    }
  }

  @Override
  public void close() {
    process.ifPresent(Child::kill);
  }
}
