package metro.rollup.mirror;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metro.rollup.RollupConfig.MirrorConfig;
import metro.rollup.testing.Eventually;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The client of @ethereumjs as a process of its own; its calling test is skipped without npm. */
final class NodeClient {
  private static final long INSTALL_SECONDS = 600;
  private static final String CLI = "node_modules/@ethereumjs/client/dist/esm/bin/cli.js";

  /** What npm writes last: without it the install was not finished. */
  private static final String INSTALLED = "node_modules/.package-lock.json";

  private final Path work;
  private final Path genesis;
  private final Path secret;
  private final int enginePort = freePort();
  private int starts;
  private Optional<Process> process = Optional.empty();

  NodeClient(Path work, String genesis, String secret) throws IOException {
    this.work = work;
    this.genesis = Files.writeString(work.resolve("genesis.json"), genesis);
    this.secret = Files.writeString(work.resolve("jwt.hex"), secret);
  }

  MirrorConfig config() {
    return new MirrorConfig(URI.create("http://127.0.0.1:" + enginePort), secret);
  }

  /** Starts with an empty folder and waits until it answers. */
  void start() throws IOException, InterruptedException {
    Path folder = scripts();
    Path data = Files.createDirectories(work.resolve("client-" + ++starts));
    List<String> command = new ArrayList<>(List.of("node", CLI));
    command.addAll(List.of("--dataDir", data.toString(), "--gethGenesis", genesis.toString()));
    command.addAll(List.of("--rpcEngine", "--rpcEngineAddr", "127.0.0.1"));
    command.addAll(List.of("--rpcEnginePort", String.valueOf(enginePort)));
    command.addAll(List.of("--jwtSecret", secret.toString(), "--port", "" + freePort()));
    command.addAll(List.of("--discV4", "false", "--discDns", "false", "--maxPeers", "0"));
    command.addAll(List.of("--sync", "none"));
    command.addAll(List.of("--logFile", data.resolve("client.log").toString()));
    Path log = work.resolve("client-" + starts + ".log");
    process =
        Optional.of(
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    Eventually.until("the client answers", () -> !process.get().isAlive() || answers());
    if (!process.get().isAlive()) {
      throw new AssertionError("the client ended: " + Files.readString(log));
    }
  }

  private boolean answers() {
    try {
      return block("latest").isObject();
    } catch (IOException e) {
      return false;
    }
  }

  /** The client's block by its own words. */
  JsonNode block(String tag) throws IOException {
    EngineJwt jwt = EngineJwt.ofFile(secret, InstantSource.system());
    try (var connection = new EngineConnection(config().engineUrl(), jwt)) {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      return connection.call(
          "eth_getBlockByNumber", nodes.stringNode(tag), nodes.booleanNode(false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The hash of a block, empty when there is none. */
  String hash(String tag) {
    try {
      return block(tag).path("hash").asString("");
    } catch (IOException e) {
      return "";
    }
  }

  void stop() throws InterruptedException {
    if (process.isPresent()) {
      process.get().destroy();
      if (!process.get().waitFor(10, TimeUnit.SECONDS)) {
        process.get().destroyForcibly().waitFor();
      }
    }
  }

  /** The folder of the pinned package, installed. */
  private static Path scripts() throws IOException, InterruptedException {
    Path folder = Path.of("src/test/js").toAbsolutePath();
    if (System.getenv("METRO_ROOT") != null) {
      folder = Path.of(System.getenv("METRO_ROOT"), "lazy-rollup", "src", "test", "js");
    }
    Path log = Files.createTempFile("metro-npm", ".log");
    if (exec(folder, log, "node", "--version") != 0) {
      skip("node is not installed");
    }
    if (!Files.isRegularFile(folder.resolve(INSTALLED))
        && exec(folder, log, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts") != 0) {
      skip("npm ci failed in " + folder + ": " + Files.readString(log));
    }
    return folder;
  }

  private static void skip(String reason) {
    String text = "SKIPPED: mirror to an unmodified client: " + reason;
    System.err.println(text);
    abort(text);
  }

  private static int exec(Path folder, Path out, String... command) throws InterruptedException {
    try {
      Process run =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!run.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
        run.destroyForcibly();
        return -1;
      }
      return run.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
