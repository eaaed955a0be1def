package metro.da.eip4844;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import metro.da.celestia.JsonFields;
import metro.ethereum.Address;
import metro.ethereum.UInt256;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A process of anvil, Foundry's Ethereum node: blocks are made when the test says, a block is final
 * when two stand on it. Its beacon API calls block numbers slots.
 */
public final class Anvil implements AutoCloseable {
  public static final long CHAIN_ID = 31_337;

  /** Blocks on top of a finalized one. */
  public static final int FINALITY = 2;

  private static final Duration START = Duration.ofSeconds(60);
  private static final int STARTS = 5;

  private final Process process;
  private final URI endpoint;
  private final HttpClient http = HttpClient.newHttpClient();

  private Anvil(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts one, or skips the test saying what is missing. */
  public static Anvil start() {
    Optional<Path> binary = binary();
    if (binary.isEmpty()) {
      String why = "SKIPPED: anvil is not in e2e/node_modules: run scripts/setup";
      System.out.println(why);
      Assumptions.abort(why);
    }
    for (int i = 0; i < STARTS; i++) {
      Anvil anvil = launch(binary.orElseThrow());
      if (anvil.awaitStart()) {
        return anvil;
      }
      anvil.close();
    }
    throw new AssertionError("anvil ended at once, " + STARTS + " times");
  }

  /** On a port that is free now: who takes it in between makes the process end. */
  private static Anvil launch(Path binary) {
    int port = freePort();
    try {
      Process process =
          new ProcessBuilder(
                  binary.toString(),
                  "--host=127.0.0.1",
                  "--port=" + port,
                  "--chain-id=" + CHAIN_ID,
                  "--hardfork=osaka",
                  "--slots-in-an-epoch=1",
                  "--no-mining",
                  "--silent")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Anvil(process, URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> binary() {
    Path packages = root().resolve("e2e/node_modules/@foundry-rs");
    if (!Files.isDirectory(packages)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(packages)) {
      return found.map(p -> p.resolve("bin/anvil")).filter(Files::isExecutable).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    String named = System.getenv("METRO_ROOT");
    return Path.of(named == null ? "" : named).toAbsolutePath();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it answers; false when the process has ended. */
  private boolean awaitStart() {
    long end = System.nanoTime() + START.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > end) {
        close();
        throw new AssertionError("anvil did not start");
      }
      try {
        call("eth_chainId");
        return process.isAlive();
      } catch (UncheckedIOException | JacksonException | AssertionError e) {
        // Nobody answers yet, or somebody else does.
        pause();
      }
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** JSON-RPC and beacon API. */
  public URI endpoint() {
    return endpoint;
  }

  /** Calls a method that must succeed. */
  public JsonNode call(String method, Object... params) {
    ObjectNode request = JsonFields.object().put("jsonrpc", "2.0").put("id", 1);
    request.put("method", method);
    ArrayNode list = request.putArray("params");
    for (Object param : params) {
      list.add(JsonFields.MAPPER.<JsonNode>valueToTree(param));
    }
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(endpoint)
                  .timeout(START)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JsonFields.MAPPER.readTree(response.body());
      if (!answer.has("result")) {
        throw new AssertionError(method + ": " + answer);
      }
      return answer.get("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Makes blocks of what waits. */
  public void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      call("anvil_mine", "0x1");
    }
  }

  /** Makes a block too dear for what waits. */
  public void mineDear() {
    call("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(5_000_000_000_000L));
    mine(1);
    call("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(1_000_000_000L));
  }

  /** Replaces the newest blocks by empty ones: their transactions are gone, from the pool too. */
  public void reorganise(int blocks) {
    call("anvil_reorg", blocks, List.of());
  }

  /** The newest block's number. */
  public long head() {
    return Long.decode(call("eth_blockNumber").asString());
  }

  /** Gives an account so much. */
  public void fund(Address account, UInt256 wei) {
    call("anvil_setBalance", account.toString(), wei.toQuantity());
  }

  /** Transactions of an account in the newest state. */
  public long nonce(Address account) {
    return Long.decode(call("eth_getTransactionCount", account.toString(), "latest").asString());
  }

  /** Transactions that wait. */
  public long pooled() {
    return Long.decode(call("txpool_status").get("pending").asString());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
