package metro.rollup.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.da.Blob;
import metro.da.connect.DaChoice;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.block.GenesisWriter;
import metro.jsonrpc.Json;
import metro.rollup.RollupConfig;
import metro.rollup.RollupNode;
import metro.state.RollupId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A whole rollup node over a scripted member and a real embedded DA layer, called by HTTP. */
public final class TestWorld implements AutoCloseable {
  /** The rollup's chain id. */
  public static final RollupId ROLLUP = new RollupId(7001);

  /** First leader time. */
  public static final long T = 1_700_000_000_000L;

  /** How long the committee may take with forced transactions. */
  public static final Duration FORCED_DELAY = Duration.ofSeconds(60);

  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final TestSequencer sequencer = new TestSequencer(new TestCommittee(1), ROLLUP);
  private final TestPoster poster = new TestPoster(sequencer);
  private final ScriptedMember member = new ScriptedMember(sequencer::stream);
  private final EmbeddedDa da;
  private final Wallet alice = new Wallet(ROLLUP.chainId(), 0x11);
  private volatile Instant daTime = Instant.ofEpochMilli(T);
  private RollupNode node;

  /** Starts everything in a folder; {@code alice} has 100 ether. */
  public TestWorld(Path directory) {
    this.directory = directory;
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    accounts.put(alice.address(), GenesisAccount.ofBalance(ETHER.times(100)));
    Genesis genesis = Genesis.of(ROLLUP.chainId(), accounts);
    try {
      Files.writeString(directory.resolve("genesis.json"), GenesisWriter.write(genesis));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.da =
        EmbeddedDa.start(
            EmbeddedDaConfig.in(directory.resolve("da"))
                .every(Duration.ZERO)
                .withClock(() -> daTime));
    this.node = startNode("node");
  }

  private RollupNode startNode(String name) {
    RollupConfig config =
        new RollupConfig(
            ROLLUP,
            directory.resolve("genesis.json"),
            new TestCommittee(1).committee(),
            List.of(member.endpoint()),
            RollupConfig.DaConfig.of(
                    DaChoice.celestia(da.endpoint()), ROLLUP, TestCommittee.CHAIN_ID)
                .withForcedInclusionDelay(FORCED_DELAY),
            directory.resolve(name),
            RollupConfig.RpcConfig.loopback(0),
            List.of(),
            Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    return RollupNode.start(config, da.layer(), InstantSource.system());
  }

  /** Stops the node and starts it again on its folder. */
  public void restartNode() {
    node.close();
    node = startNode("node");
  }

  /** A second node that starts from nothing; the caller closes it. */
  public RollupNode freshNode() {
    return startNode("fresh");
  }

  /** The node. */
  public RollupNode node() {
    return node;
  }

  /** Somebody with funds. */
  public Wallet alice() {
    return alice;
  }

  /** The member the node follows. */
  public ScriptedMember member() {
    return member;
  }

  /** The history. */
  public TestSequencer sequencer() {
    return sequencer;
  }

  /** Orders transactions so many milliseconds after {@link #T} and tells the follower. */
  public void order(long afterMs, Bytes... transactions) {
    member.push(() -> {
      TestSequencer.Link link = sequencer.order(T + afterMs, List.of(transactions));
      return List.of(
          TestSequencer.message(sequencer.blocks().getLast()), TestSequencer.closed(link));
    });
  }

  /** Closes the open second with a header that nobody has certified. */
  public void closeUncertified(long afterMs) {
    member.push(() -> List.of(TestSequencer.closed(sequencer.idle(T + afterMs))));
  }

  /** Closes the open second with a certified header. */
  public void close(long afterMs) {
    member.push(() -> {
      TestSequencer.Link link = sequencer.idle(T + afterMs);
      return List.of(TestSequencer.closed(link), sequencer.certified(link));
    });
  }

  /** Posts everything ordered so far. */
  public void post() {
    TestPoster.post(da, poster.make(sequencer.links().size() - 1));
  }

  /** Puts blobs of anybody's on the DA layer and waits until the node has read them. */
  public void post(List<Blob> blobs) {
    TestPoster.post(da, blobs);
    awaitRead(da.produceBlock().value());
  }

  /** Sets the DA layer's clock so many milliseconds after {@link #T} and makes a block. */
  public void daTime(long afterMs) {
    daTime = Instant.ofEpochMilli(T + afterMs);
    awaitRead(da.produceBlock().value());
  }

  private void awaitRead(long daHeight) {
    Eventually.until("DA height " + daHeight, () -> node.da().daHeight() >= daHeight);
  }

  /** Waits until the node has sealed so many blocks. */
  public void awaitLatest(long number) {
    Eventually.until("block " + number, () -> node.tips().latest().number() >= number);
  }

  /** The value of one of the node's metrics, asked for by HTTP. */
  public double metric(String name) {
    URI uri = URI.create("http://127.0.0.1:" + node.metricsPort().orElseThrow() + "/metrics");
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no metric " + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Calls a method of the node; the whole answer. */
  public JsonNode answer(String method, Object... params) {
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    ArrayNode list = Json.array();
    for (Object param : params) {
      list.add(param instanceof JsonNode json ? json : Json.of(param));
    }
    request.set("params", list);
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.rpcPort()))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return Json.mapper().readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Calls a method that must succeed; its result. */
  public JsonNode call(String method, Object... params) {
    JsonNode answer = answer(method, params);
    if (answer.has("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    return answer.get("result");
  }

  /** Calls a method that must fail; its error. */
  public JsonNode error(String method, Object... params) {
    JsonNode answer = answer(method, params);
    if (!answer.has("error")) {
      throw new AssertionError(method + " succeeded: " + answer);
    }
    return answer.get("error");
  }

  /** The node's WebSocket. */
  public URI webSocket() {
    return URI.create("ws://127.0.0.1:" + node.rpcPort());
  }

  @Override
  public void close() {
    node.close();
    member.close();
    da.close();
    http.close();
  }
}
