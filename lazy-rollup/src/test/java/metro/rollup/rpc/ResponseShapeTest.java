package metro.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import metro.jsonrpc.Json;
import metro.rollup.testing.TestWorld;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Answers have the fields, and fields the kinds of values, of the published execution-apis tests.
 * Their chain has other blocks, so values are not compared.
 */
final class ResponseShapeTest {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseShapeTest.class);

  /** Emits LOG1 with topic 7 and a word of data, stores the word. */
  private static final Bytes LOGGER =
      Bytes.fromHex("0x601980600a5f395ff3" + "5f3580600a5760205ffd5b5f5560205f5f37600760205fa100");

  @TempDir Path directory;

  private static Path vectors() {
    String own = System.getenv("METRO_VECTORS");
    String root = Optional.ofNullable(System.getenv("METRO_ROOT")).orElse("..");
    Path base = own != null ? Path.of(own) : Path.of(root, "..", "shared", "vectors");
    Path tests = base.resolve("ethereum/execution-apis-tests");
    if (!Files.isDirectory(tests)) {
      LOG.warn("SKIPPED: the execution-apis tests are not at {}; set METRO_VECTORS", tests);
    }
    Assumptions.assumeTrue(Files.isDirectory(tests), "no execution-apis tests at " + tests);
    return tests;
  }

  private static JsonNode published(Path vectors, String name) throws IOException {
    String answer =
        Files.readAllLines(vectors.resolve(name + ".io")).stream()
            .filter(line -> line.startsWith("<< "))
            .findFirst()
            .orElseThrow();
    return Json.mapper().readTree(answer.substring(3));
  }

  @Test
  void answersLookLikeThePublishedOnes() throws IOException {
    Path vectors = vectors();
    try (TestWorld world = new TestWorld(directory)) {
      Bytes create = world.alice().create(LOGGER, 200_000);
      world.order(0, create);
      world.close(1_000);
      world.awaitLatest(1);
      String contract =
          world.call("eth_getTransactionReceipt", hash(create)).get("contractAddress").asString();
      Bytes word = Bytes.fromHex("0x" + "00".repeat(31) + "2a");
      Bytes call = world.alice().call(Address.fromHex(contract), word, 100_000);
      world.order(2_000, call);
      world.close(3_000);
      world.awaitLatest(2);
      world.post();

      Map<String, JsonNode> ours =
          Map.ofEntries(
              Map.entry(
                  "eth_getBlockByNumber/get-block-prague-fork",
                  world.answer("eth_getBlockByNumber", "0x2", false)),
              Map.entry(
                  "eth_getBlockByNumber/get-block-notfound",
                  world.answer("eth_getBlockByNumber", "0x3e8", true)),
              Map.entry(
                  "eth_getTransactionByHash/get-dynamic-fee",
                  world.answer("eth_getTransactionByHash", hash(call))),
              Map.entry(
                  "eth_getTransactionByHash/get-notfound-tx",
                  world.answer("eth_getTransactionByHash", "0x" + "11".repeat(32))),
              Map.entry(
                  "eth_getTransactionReceipt/get-dynamic-fee",
                  world.answer("eth_getTransactionReceipt", hash(call))),
              Map.entry(
                  "eth_getBlockReceipts/get-block-receipts-future",
                  world.answer("eth_getBlockReceipts", "0x37")),
              Map.entry(
                  "eth_getLogs/contract-addr",
                  world.answer("eth_getLogs", Map.of("address", contract, "fromBlock", "0x1"))),
              Map.entry(
                  "eth_getLogs/filter-error-reversed-block-range",
                  world.answer("eth_getLogs", Map.of("fromBlock", "0x2", "toBlock", "0x1"))),
              Map.entry(
                  "eth_getLogs/filter-error-future-block-range",
                  world.answer("eth_getLogs", Map.of("fromBlock", "0x1", "toBlock", "0x38"))),
              Map.entry(
                  "eth_getProof/get-account-proof-with-storage",
                  world.answer("eth_getProof", contract, List.of("0x00"), "latest")),
              Map.entry(
                  "eth_createAccessList/create-al-contract",
                  world.answer(
                      "eth_createAccessList",
                      Map.of("to", contract, "input", word.toString()),
                      "latest")),
              Map.entry(
                  "eth_feeHistory/fee-history",
                  world.answer("eth_feeHistory", "0x1", "0x2", List.of(95, 99))),
              Map.entry("eth_capabilities/get-capabilities", world.answer("eth_capabilities")),
              Map.entry(
                  "eth_getStorageAt/get-storage-invalid-key",
                  world.answer("eth_getStorageAt", contract, "0xasdf", "latest")),
              Map.entry(
                  "debug_getRawReceipts/get-block-n", world.answer("debug_getRawReceipts", "0x2")),
              Map.entry(
                  "debug_traceTransaction/trace-unknown-tx",
                  world.answer("debug_traceTransaction", "0x" + "00".repeat(31) + "01")),
              Map.entry("eth_syncing/check-syncing", world.answer("eth_syncing")),
              Map.entry("eth_blobBaseFee/get-current-blobfee", world.answer("eth_blobBaseFee")));
      for (Map.Entry<String, JsonNode> entry : ours.entrySet()) {
        requireShape(entry.getKey(), published(vectors, entry.getKey()), entry.getValue());
      }
    }
  }

  private static String hash(Bytes raw) {
    return Keccak.hash(raw.toArray()).toString();
  }

  /** Every published field is there with a value of the same kind; error codes are equal. */
  private static void requireShape(String at, JsonNode published, JsonNode ours) {
    assertThat(kind(ours)).as("%s: %s", at, ours).isEqualTo(kind(published));
    if (published.isObject()) {
      for (String field : published.propertyNames()) {
        if (field.equals("deleteStrategy")) {
          continue; // what is kept for ever has none
        }
        assertThat(ours.has(field)).as("%s has field %s: %s", at, field, ours).isTrue();
        requireShape(at + "." + field, published.get(field), ours.get(field));
      }
    } else if (published.isArray() && !published.isEmpty() && !ours.isEmpty()) {
      requireShape(at + "[]", published.get(0), ours.get(0));
    } else if (at.endsWith(".code")) {
      assertThat(ours).as(at).isEqualTo(published);
    }
  }

  private static String kind(JsonNode node) {
    if (!node.isString()) {
      return node.isNumber() ? "number" : node.getNodeType().name();
    }
    return node.asString().matches("0x[0-9a-f]*") ? "hex" : "text";
  }
}
