package metro.rollup;

import static metro.rollup.testing.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.jsonrpc.Json;
import metro.rollup.testing.TestWorld;
import metro.rollup.testing.Wallet;
import metro.state.RejectReason;
import metro.wire.Ordered;
import metro.wire.Refusal;
import metro.wire.SubmitReply;
import metro.wire.TransactionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole node: ordered transactions in, wallets' answers out. */
final class RollupNodeTest {
  private static final Address BOB = Address.fromHex("0x00000000000000000000000000000000000b0b00");

  /**
   * Creation code of a contract that on any call writes LOG1(topic 7) with the first word of its
   * input as data, stores it in slot 0, and reverts with that word when it is 0.
   */
  private static final Bytes LOGGER =
      creation("5f3580600a5760205ffd5b5f5560205f5f37600760205fa100");

  @TempDir Path directory;
  private TestWorld world;

  @BeforeEach
  void start() {
    world = new TestWorld(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Bytes creation(String runtime) {
    int size = runtime.length() / 2;
    String sizeHex = "%02x".formatted(size);
    return Bytes.fromHex("0x60" + sizeHex + "600a5f3960" + sizeHex + "5ff3" + runtime);
  }

  private static Hash hash(Bytes raw) {
    return Keccak.hash(raw.toArray());
  }

  private String status(Bytes raw) {
    return world.call("metro_getTransactionStatus", hash(raw).toString()).get("stage").asString();
  }

  @Test
  void aTransferGoesFromPendingToLatestToSafeToFinalized() {
    Bytes transfer = world.alice().transfer(BOB, 12_345);
    String txHash = hash(transfer).toString();

    world.order(0, transfer);
    until("it is pending", () -> status(transfer).equals("pending"));
    assertThat(world.call("eth_getBalance", BOB.toString(), "pending").asString())
        .isEqualTo("0x3039");
    assertThat(world.call("eth_getBalance", BOB.toString(), "latest").asString()).isEqualTo("0x0");
    assertThat(world.call("eth_getTransactionByHash", txHash).get("blockHash").isNull()).isTrue();
    assertThat(world.call("eth_getTransactionReceipt", txHash).isNull()).isTrue();
    assertThat(world.call("eth_getBlockReceipts", "pending").size()).isEqualTo(1);
    assertThat(world.error("eth_getBlockByNumber", "safe", false).get("code").asInt())
        .isEqualTo(-39001);

    world.closeUncertified(1_000);
    until("it is latest", () -> status(transfer).equals("latest"));
    JsonNode receipt = world.call("eth_getTransactionReceipt", txHash);
    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    assertThat(receipt.get("blockNumber").asString()).isEqualTo("0x1");
    assertThat(world.call("eth_getBalance", BOB.toString(), "latest").asString())
        .isEqualTo("0x3039");

    world.close(1_000);
    until("it is safe", () -> status(transfer).equals("safe"));
    assertThat(world.call("eth_getBlockByNumber", "safe", false).get("number").asString())
        .isEqualTo("0x1");

    world.post();
    until("it is final", () -> status(transfer).equals("final"));
    JsonNode block = world.call("eth_getBlockByNumber", "finalized", true);
    assertThat(block.get("hash").asString()).isEqualTo(receipt.get("blockHash").asString());
    assertThat(block.get("timestamp").asString())
        .isEqualTo("0x" + Long.toHexString(TestWorld.T / 1000));
    assertThat(block.get("parentBeaconBlockRoot").asString())
        .isEqualTo(world.sequencer().tip().head().hash().toString());
    assertThat(block.get("transactions").get(0).get("from").asString())
        .isEqualTo(world.alice().address().toString());
  }

  @Test
  void aNodeFromNothingReachesTheSameChainFromTheDaLayerAndRestartsGoOn() {
    for (int i = 0; i < 8; i++) {
      world.order(700L * i, world.alice().transfer(BOB, 1 + i));
      if (i % 3 == 2) {
        world.restartNode();
      }
    }
    world.close(60_000);
    world.post();
    until(
        "all is final",
        () -> world.node().tips().finalized().equals(world.sequencer().tip().head()));
    world.member().say(_ -> List.of());
    world.member().breakStreams();
    try (RollupNode fresh = world.freshNode()) {
      until(
          "the fresh node is there",
          () -> fresh.tips().finalized().equals(world.sequencer().tip().head()));
      assertThat(fresh.tips().latest()).isEqualTo(world.node().tips().latest());
      assertThat(fresh.da().reorganisations()).isZero();
    }
    assertThat(world.node().faults()).isZero();
  }

  @Test
  void anUnusableTransactionIsSkippedAndItsStatusTellsWhy() {
    Wallet poor = new Wallet(TestWorld.ROLLUP.chainId(), 0x22);
    Bytes unpaid = poor.transfer(BOB, 5);
    world.order(0, unpaid, Bytes.fromHex("0xc0ffee"));
    world.close(1_000);
    world.awaitLatest(1);

    JsonNode status = world.call("metro_getTransactionStatus", hash(unpaid).toString());
    assertThat(status.get("stage").asString()).isEqualTo("skipped");
    assertThat(status.get("reason").asString()).startsWith("insufficient funds");
    assertThat(status.get("position").get("rollupIndex").asInt()).isZero();
    assertThat(world.call("eth_getTransactionReceipt", hash(unpaid).toString()).isNull()).isTrue();
    assertThat(world.call("eth_getBlockTransactionCountByNumber", "0x1").asString())
        .isEqualTo("0x0");
    JsonNode garbage =
        world.call("metro_getTransactionStatus", hash(Bytes.fromHex("0xc0ffee")).toString());
    assertThat(garbage.get("reason").asString()).startsWith("undecodable");
  }

  @Test
  void contractsAreDeployedCalledTracedAndTheirEventsFound() {
    Bytes create = world.alice().create(LOGGER, 200_000);
    world.order(0, create);
    world.close(1_000);
    world.awaitLatest(1);
    JsonNode receipt = world.call("eth_getTransactionReceipt", hash(create).toString());
    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    String contract = receipt.get("contractAddress").asString();
    assertThat(world.call("eth_getCode", contract, "latest").asString()).startsWith("0x5f35");
    String filter = world.call("eth_newFilter", Map.of("address", contract)).asString();

    Bytes word = Bytes.fromHex("0x" + "00".repeat(31) + "2a");
    Bytes good = world.alice().call(Address.fromHex(contract), word, 100_000);
    Bytes bad = world.alice().call(Address.fromHex(contract), Bytes.EMPTY, 100_000);
    world.order(2_000, good, bad);
    world.close(3_000);
    world.awaitLatest(2);

    assertThat(
            world.call("eth_getTransactionReceipt", hash(bad).toString()).get("status").asString())
        .isEqualTo("0x0");
    assertThat(world.call("eth_getStorageAt", contract, "0x0", "latest").asString())
        .isEqualTo(word.toString());
    JsonNode logs =
        world.call(
            "eth_getLogs", Map.of("address", contract, "fromBlock", "0x0", "toBlock", "latest"));
    assertThat(logs.size()).isEqualTo(1);
    assertThat(logs.get(0).get("transactionHash").asString()).isEqualTo(hash(good).toString());
    assertThat(world.call("eth_getFilterChanges", filter)).isEqualTo(logs);
    assertThat(world.call("eth_getFilterChanges", filter).size()).isZero();
    assertThat(world.call("eth_uninstallFilter", filter).asBoolean()).isTrue();

    JsonNode reverted = world.error("eth_call", Map.of("to", contract), "latest");
    assertThat(reverted.get("code").asInt()).isEqualTo(3);
    assertThat(reverted.get("message").asString()).startsWith("execution reverted");
    assertThat(
            world
                .call(
                    "eth_estimateGas",
                    Map.of(
                        "from",
                        world.alice().address().toString(),
                        "to",
                        contract,
                        "input",
                        word.toString()))
                .asString())
        .startsWith("0x");
    JsonNode accessList =
        world.call(
            "eth_createAccessList", Map.of("to", contract, "input", word.toString()), "latest");
    assertThat(accessList.get("accessList").get(0).get("address").asString()).isEqualTo(contract);
    JsonNode trace =
        world.call("debug_traceTransaction", hash(good).toString(), Map.of("tracer", "callTracer"));
    assertThat(trace.get("to").asString()).isEqualTo(contract);
    assertThat(world.call("debug_traceTransaction", hash(good).toString()).get("structLogs").size())
        .isPositive();
    JsonNode prestate =
        world.call(
            "debug_traceTransaction", hash(good).toString(), Map.of("tracer", "prestateTracer"));
    assertThat(prestate.has(contract)).isTrue();
    assertThat(world.call("debug_traceBlockByNumber", "0x2", Map.of("tracer", "callTracer")).size())
        .isEqualTo(2);
    JsonNode proof = world.call("eth_getProof", contract, List.of("0x0"), "latest");
    assertThat(proof.get("storageProof").get(0).get("value").asString()).isEqualTo("0x2a");
    assertThat(hash(Bytes.fromHex(proof.get("accountProof").get(0).asString())).toString())
        .isEqualTo(world.call("eth_getBlockByNumber", "latest", false).get("stateRoot").asString());
  }

  @Test
  void callsCanBeMadeOnAnotherStateThanTheRealOne() {
    String contract = "0x00000000000000000000000000000000000000cc";
    // Returns the balance of the caller and slot 1: BALANCE(CALLER), SLOAD(1).
    String code = "0x33315f5260015460205260405ff3";
    JsonNode overrides =
        Json.of(
            Map.of(
                contract,
                Map.of(
                    "code",
                    code,
                    "stateDiff",
                    Map.of("0x" + "00".repeat(31) + "01", "0x" + "00".repeat(31) + "07")),
                BOB.toString(),
                Map.of("balance", "0x9")));
    JsonNode out =
        world.call("eth_call", Map.of("from", BOB.toString(), "to", contract), "latest", overrides);
    assertThat(out.asString()).isEqualTo("0x" + "00".repeat(31) + "09" + "00".repeat(31) + "07");
    assertThat(world.call("eth_call", Map.of("to", contract), "latest").asString()).isEqualTo("0x");
  }

  @Test
  void sendingHandsToTheCommitteeAndTranslatesItsRefusals() {
    Bytes transfer = world.alice().transfer(BOB, 1);
    world
        .member()
        .onSubmit(request ->
            SubmitReply.newBuilder()
                .setTxHash(ByteString.copyFrom(Keccak.keccak256(request.getRaw().toByteArray())))
                .setOrdered(Ordered.newBuilder().setHeight(1))
                .build());
    assertThat(world.call("eth_sendRawTransaction", transfer.toString()).asString())
        .isEqualTo(hash(transfer).toString());
    assertThat(world.member().submitted()).hasSize(1);
    String alice = world.alice().address().toString();
    assertThat(world.call("eth_getTransactionCount", alice, "pending").asString()).isEqualTo("0x1");
    assertThat(world.call("eth_getTransactionCount", alice, "latest").asString()).isEqualTo("0x0");
    assertThat(
            world
                .call("eth_getTransactionByHash", hash(transfer).toString())
                .get("blockNumber")
                .isNull())
        .isTrue();

    world
        .member()
        .onSubmit(_ ->
            SubmitReply.newBuilder()
                .setRefused(
                    Refusal.newBuilder()
                        .setCode(RejectReason.REPLACEMENT_UNDERPRICED.code())
                        .setText(RejectReason.REPLACEMENT_UNDERPRICED.text()))
                .build());
    JsonNode error =
        world.error("eth_sendRawTransaction", world.alice().transfer(BOB, 2).toString());
    assertThat(error.get("code").asInt()).isEqualTo(-32000);
    assertThat(error.get("message").asString()).isEqualTo("replacement transaction underpriced");
    assertThat(error.get("data").get("code").asInt()).isEqualTo(17);

    Wallet poor = new Wallet(TestWorld.ROLLUP.chainId(), 0x33);
    assertThat(
            world
                .error("eth_sendRawTransaction", poor.transfer(BOB, 1).toString())
                .get("message")
                .asString())
        .startsWith("insufficient funds for gas * price + value");
    Wallet elsewhere = new Wallet(999, 0x11);
    assertThat(
            world
                .error("eth_sendRawTransaction", elsewhere.transfer(BOB, 1).toString())
                .get("message")
                .asString())
        .startsWith("invalid chain id for signer");
    assertThat(world.member().submitted()).hasSize(2);
  }

  @Test
  void theCommitteesStatusIsShownUntilTheNodeKnowsBetter() {
    Bytes transfer = world.alice().transfer(BOB, 1);
    world
        .member()
        .onStatus(
            _ -> TransactionStatus.newBuilder().setStage(TransactionStatus.Stage.ACCEPTED).build());
    assertThat(status(transfer)).isEqualTo("accepted");
    world.order(0, transfer);
    until("the node knows", () -> status(transfer).equals("pending"));
  }

  @Test
  void aUsedNonceIsRefusedWithGethsWords() {
    world.order(0, world.alice().transfer(BOB, 1));
    world.close(1_000);
    world.awaitLatest(1);
    Wallet again = new Wallet(TestWorld.ROLLUP.chainId(), 0x11);
    assertThat(
            world
                .error("eth_sendRawTransaction", again.transfer(BOB, 9).toString())
                .get("message")
                .asString())
        .isEqualTo("nonce too low: next nonce 1, tx nonce 0");
  }

  @Test
  void feesAreWhatTheBlocksSay() {
    for (int i = 0; i < 3; i++) {
      world.order(1_000L * i, world.alice().transfer(BOB, 1));
    }
    world.close(9_000);
    world.awaitLatest(3);
    JsonNode history = world.call("eth_feeHistory", "0x2", "latest", List.of(25, 75));
    assertThat(history.get("oldestBlock").asString()).isEqualTo("0x2");
    assertThat(history.get("baseFeePerGas").size()).isEqualTo(3);
    assertThat(history.get("reward").get(0).get(0).asString()).isEqualTo("0xf4240");
    String next = history.get("baseFeePerGas").get(2).asString();
    assertThat(world.call("eth_getBlockByNumber", "pending", false).get("baseFeePerGas").asString())
        .isEqualTo(next);
    assertThat(world.error("eth_feeHistory", "0x2", "0x99", List.of()).get("message").asString())
        .startsWith("request beyond head block");
  }

  @Test
  void subscribersHearHeadsLogsAndPendingTransactions() throws Exception {
    Queue<JsonNode> heard = new ConcurrentLinkedQueue<>();
    HttpClient client = HttpClient.newHttpClient();
    try {
      WebSocket socket =
          client.newWebSocketBuilder().buildAsync(world.webSocket(), new Listener(heard)).join();
      List<String> kinds = List.of("\"newHeads\"", "\"logs\",{}", "\"newPendingTransactions\"");
      for (int i = 0; i < kinds.size(); i++) {
        socket
            .sendText(
                "{\"jsonrpc\":\"2.0\",\"id\":"
                    + i
                    + ",\"method\":\"eth_subscribe\",\"params\":["
                    + kinds.get(i)
                    + "]}",
                true)
            .join();
      }
      until("three subscriptions", () -> heard.size() == 3);
      // Calls on one socket are answered in any order.
      List<String> ids =
          heard.stream()
              .sorted(Comparator.comparingInt(n -> n.get("id").intValue()))
              .map(n -> n.get("result").asString())
              .toList();
      heard.clear();
      Bytes create = world.alice().create(LOGGER, 200_000);
      world.order(0, create);
      world.close(1_000);
      until("head and pending", () -> heard.size() >= 2);
      assertThat(about(heard, ids.get(0)).get("number").asString()).isEqualTo("0x1");
      assertThat(about(heard, ids.get(2)).asString()).isEqualTo(hash(create).toString());
      String contract =
          world
              .call("eth_getTransactionReceipt", hash(create).toString())
              .get("contractAddress")
              .asString();
      heard.clear();
      world.order(
          2_000,
          world
              .alice()
              .call(
                  Address.fromHex(contract),
                  Bytes.fromHex("0x" + "00".repeat(31) + "01"),
                  100_000));
      world.close(3_000);
      until("head, log and pending", () -> heard.size() >= 3);
      assertThat(about(heard, ids.get(1)).get("address").asString()).isEqualTo(contract);
    } finally {
      client.shutdownNow();
    }
  }

  private static JsonNode about(Queue<JsonNode> heard, String id) {
    return heard.stream()
        .map(n -> n.get("params"))
        .filter(p -> p.get("subscription").asString().equals(id))
        .map(p -> p.get("result"))
        .findFirst()
        .orElseThrow();
  }

  private static final class Listener implements WebSocket.Listener {
    private final Queue<JsonNode> heard;
    private final StringBuilder part = new StringBuilder();

    Listener(Queue<JsonNode> heard) {
      this.heard = heard;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        heard.add(Json.mapper().readTree(part.toString()));
        part.setLength(0);
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }
  }

  @Test
  void wrongCallsGetErrorsThatNameTheParameter() {
    assertThat(world.error("eth_nothing").get("code").asInt()).isEqualTo(-32601);
    assertThat(world.error("eth_getBalance").get("code").asInt()).isEqualTo(-32602);
    assertThat(world.error("eth_getBalance", "0x12", "latest").get("message").asString())
        .contains("address");
    assertThat(world.error("eth_getBalance", BOB.toString(), "0x99").get("message").asString())
        .isEqualTo("header not found");
    assertThat(
            world
                .error("eth_getLogs", Map.of("fromBlock", "0x5", "toBlock", "0x1"))
                .get("message")
                .asString())
        .isEqualTo("invalid block range params");
    assertThat(world.call("eth_getBlockByNumber", "0x99", false).isNull()).isTrue();
    assertThat(world.call("eth_chainId").asString()).isEqualTo("0x1b59");
    assertThat(world.call("net_version").asString()).isEqualTo("7001");
    assertThat(world.call("eth_syncing").asBoolean()).isFalse();
    assertThat(world.call("eth_accounts").size()).isZero();
  }
}
