package metro.cli.fault;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import metro.cli.config.ConfigException;
import metro.cli.config.NodeSettings;
import metro.cli.config.Settings;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.ethereum.Address;
import metro.node.NodeConfig;
import metro.node.member.Introduction;
import metro.node.member.MemberAddress;
import metro.node.member.PeerChannels;
import metro.node.tls.MemberTls;

/** {@code metro node} as a process of its own: started, asked, killed by its process id. */
final class MemberProcess implements AutoCloseable {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final int DESCRIBED_LINES = 40;
  private static final Pattern NUMBER = Pattern.compile("\"(height|certified|signed)\":(\\d+)");
  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+).*");

  private final MemberPlan plan;
  private final Path directory;
  private final Map<String, String> environment;
  private final HttpClient http;
  private final List<String> expectedErrors = new ArrayList<>();
  private Optional<Process> process = Optional.empty();

  /** Its configuration lies in {@code directory}; {@code environment} overrides it. */
  MemberProcess(MemberPlan plan, Path directory, Map<String, String> environment, HttpClient http) {
    this.plan = plan;
    this.directory = directory;
    this.environment = environment;
    this.http = http;
  }

  String name() {
    return plan.name();
  }

  String grpcAddress() {
    return plan.host() + ":" + plan.grpc();
  }

  Path log() {
    return directory.resolve("node.log");
  }

  Path data() {
    return directory.resolve("data");
  }

  Path guard() {
    return directory.resolve("guard");
  }

  Path store() {
    return data().resolve("state");
  }

  Path configuration() {
    return directory.resolve("node.toml");
  }

  boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  void start() throws IOException {
    String parent = Long.toString(ProcessHandle.current().pid());
    process = Optional.of(launch("node", "--stop-with", parent));
  }

  /** Whether the others know a signature of it, asked as a new member asks them. */
  boolean isKnownToHaveSigned() throws IOException, ConfigException {
    NodeSettings settings =
        NodeSettings.read(Settings.read(configuration(), environment, Map.of()));
    NodeConfig config = settings.config();
    List<MemberAddress> addresses =
        config.peers().stream()
            .map(p -> new MemberAddress(p.name(), p.host(), p.memberPort()))
            .toList();
    Set<Address> signers = ConcurrentHashMap.newKeySet();
    try (PeerChannels others = new PeerChannels(MemberTls.load(config.tls()), addresses)) {
      new Introduction(others, commit -> signers.add(commit.member())).hear(1);
    }
    return signers.contains(settings.key().address());
  }

  /** Runs {@code metro rejoin} to its end and tells its exit code; what it says is in the log. */
  int rejoin() throws IOException, InterruptedException {
    return launch("rejoin").waitFor();
  }

  private Process launch(String subcommand, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.add("@" + jvmOptions());
    command.addAll(List.of("-Xmx768m", "metro.cli.Metro", subcommand, "--config"));
    command.add(configuration().toString());
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.redirectInput(new File("/dev/null"));
    return builder.start();
  }

  /** As {@code kill -9}: nothing is flushed, no hook runs. */
  void kill() throws InterruptedException {
    strike();
    awaitExit();
  }

  /** As {@link #kill}, without waiting for its end. */
  void strike() {
    process.orElseThrow().destroyForcibly();
  }

  /** Waits for its end and tells its exit code. */
  int awaitExit() throws InterruptedException {
    Process running = process.orElseThrow();
    ProcessCommittee.await(name() + " ends", () -> !running.isAlive());
    return running.waitFor();
  }

  /** Waits until it has done {@code what}; fails at once when it does not live. */
  void await(String what, BooleanSupplier done) {
    try {
      ProcessCommittee.await(
          name() + " " + what,
          () -> {
            if (!isAlive()) {
              throw new AssertionError(name() + " has ended: it never " + what);
            }
            return done.getAsBoolean();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it is " + describe(), e);
    }
  }

  /** What {@code /health} says; empty while it does not answer. */
  Optional<String> health() {
    return ask("health");
  }

  private Optional<String> ask(String path) {
    URI uri = URI.create("http://127.0.0.1:" + plan.admin() + "/" + path);
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).build();
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  boolean leads() {
    return health().filter(h -> h.contains("\"isLeader\":true")).isPresent();
  }

  boolean isReady() {
    return health().filter(h -> h.contains("\"ready\":true")).isPresent();
  }

  /** Its height; -1 while it does not answer. */
  long height() {
    return number("height");
  }

  /** Its height, as soon as it tells. */
  long awaitHeight() {
    AtomicLong told = new AtomicLong();
    await(
        "tells its height",
        () -> {
          told.set(height());
          return told.get() >= 0;
        });
    return told.get();
  }

  long certified() {
    return number("certified");
  }

  long signed() {
    return number("signed");
  }

  /** A value of {@code /metrics}; 0 while it does not answer. */
  double metric(String name) {
    return ask("metrics")
        .flatMap(text ->
            text.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.valueOf(line.substring(name.length() + 1)))
                .findFirst())
        .orElse(0.0);
  }

  /** Indices the files of its log begin with, in order. */
  List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.walk(data().resolve("raft"))) {
      return files
          .map(f -> SEGMENT.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .map(m -> Long.valueOf(m.group(1)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      // A file went while we looked.
      return segments();
    }
  }

  private long number(String field) {
    Matcher matcher = NUMBER.matcher(health().orElse(""));
    while (matcher.find()) {
      if (matcher.group(1).equals(field)) {
        return Long.parseLong(matcher.group(2));
      }
    }
    return -1;
  }

  /** Whether it lives, what it says of itself, and the end of its log. */
  String describe() {
    String state = (isAlive() ? "alive, " : "dead, ") + health().orElse("silent");
    try {
      List<String> lines = Files.readAllLines(log());
      int from = Math.max(0, lines.size() - DESCRIBED_LINES);
      return state + "\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return state + ", without a log: " + e;
    }
  }

  /** Whether its log holds a line with {@code text}. */
  boolean hasLogged(String text) throws IOException {
    return Files.readAllLines(log()).stream().anyMatch(line -> line.contains(text));
  }

  /** An error with {@code text} is what it shall log. */
  void expectError(String text) {
    expectedErrors.add(text);
  }

  /** Lines of its log that tell of an error nobody expects. */
  List<String> errors() throws IOException {
    return Files.readAllLines(log()).stream()
        .filter(line -> line.contains(" ERROR "))
        .filter(line -> expectedErrors.stream().noneMatch(line::contains))
        .toList();
  }

  @Override
  public void close() {
    process.ifPresent(p -> {
      p.destroyForcibly();
      try {
        p.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private static String jvmOptions() {
    return Path.of(System.getenv().getOrDefault("METRO_ROOT", "."), "config", "jvm.options")
        .toString();
  }
}
