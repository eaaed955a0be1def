package metro.rollup;

import static metro.rollup.testing.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.da.Blob;
import metro.da.forced.ForcedBlob;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import metro.rollup.testing.TestWorld;
import metro.rollup.testing.Wallet;
import metro.state.RollupId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Forced inclusion over the real embedded DA layer, with the whole node. */
final class ForcedInclusionTest {
  private static final Address BOB = Address.fromHex("0x00000000000000000000000000000000000b0b00");
  private static final long DELAY_MS = TestWorld.FORCED_DELAY.toMillis();

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

  private void force(Bytes... transactions) {
    world.post(List.of(ForcedBlob.of(TestWorld.ROLLUP, List.of(transactions))));
  }

  private JsonNode status(Bytes raw) {
    return world.call("metro_getTransactionStatus", Keccak.hash(raw.toArray()).toString());
  }

  private Bytes other(int salt) {
    return new Wallet(TestWorld.ROLLUP.chainId(), 0x40 + salt).transfer(BOB, 1);
  }

  private void awaitFinal() {
    until(
        "all is final",
        () ->
            world.node().tips().finalized().equals(world.sequencer().tip().head())
                && world.node().tips().finalizedBlock().equals(world.node().tips().latest()));
  }

  private void requireSameFromNothing() {
    try (RollupNode fresh = world.freshNode()) {
      until(
          "the fresh node is there",
          () -> fresh.tips().finalizedBlock().equals(world.node().tips().finalizedBlock()));
      assertThat(fresh.tips().latest()).isEqualTo(world.node().tips().latest());
    }
    assertThat(world.node().faults()).isZero();
    assertThat(world.node().da().reorganisations()).isZero();
  }

  @Test
  void aCensoredTransactionIsExecutedAfterTheDelayBeforeTheCommitteePosts() {
    Bytes censored = world.alice().transfer(BOB, 77);
    force(censored);
    world.order(1_000, other(1));
    world.order(DELAY_MS + 5_000, other(2));
    world.close(DELAY_MS + 6_000);
    until("it is there", () -> status(censored).get("stage").asString().equals("safe"));
    assertThat(status(censored).get("forced").get("daHeight").asLong()).isPositive();
    JsonNode receipt =
        world.call("eth_getTransactionReceipt", Keccak.hash(censored.toArray()).toString());
    JsonNode block =
        world.call("eth_getBlockByNumber", receipt.get("blockNumber").asString(), false);
    assertThat(Long.decode(block.get("timestamp").asString()))
        .isEqualTo((TestWorld.T + DELAY_MS) / 1000);

    world.post();
    awaitFinal();
    assertThat(status(censored).get("stage").asString()).isEqualTo("final");
    requireSameFromNothing();
  }

  @Test
  void aTransactionTheCommitteeOrdersInTimeIsItsOwn() {
    Bytes transfer = world.alice().transfer(BOB, 77);
    force(transfer);
    world.order(1_000, transfer);
    world.order(DELAY_MS + 5_000, other(1));
    world.close(DELAY_MS + 6_000);
    world.post();
    awaitFinal();
    assertThat(status(transfer).has("forced")).isFalse();
    assertThat(world.node().tips().latest().number()).isEqualTo(2);
    requireSameFromNothing();
  }

  @Test
  void withADeadCommitteeForcedTransactionsGoOn() {
    Bytes first = world.alice().transfer(BOB, 5);
    Bytes second = world.alice().transfer(BOB, 6);
    force(first);
    world.daTime(DELAY_MS);
    force(second);
    world.daTime(2 * DELAY_MS - 1_000);
    assertThat(world.node().tips().latest().number()).isZero();
    world.daTime(2 * DELAY_MS);
    until("the first", () -> world.node().tips().finalizedBlock().number() == 1);
    world.restartNode();
    world.daTime(3 * DELAY_MS);
    until("the second", () -> world.node().tips().finalizedBlock().number() == 2);
    assertThat(world.call("eth_getBalance", BOB.toString(), "finalized").asString())
        .isEqualTo("0xb");
    requireSameFromNothing();
  }

  @Test
  void garbageIsPassedOverAndAFloodIsSpread() {
    Bytes good = world.alice().transfer(BOB, 9);
    Bytes elsewhere = new Wallet(7002, 0x11).transfer(BOB, 9);
    Bytes blob = ForcedBlob.of(TestWorld.ROLLUP, List.of(good)).data();
    var namespace = ForcedBlob.namespace(TestWorld.ROLLUP);
    Bytes otherRollup = ForcedBlob.of(new RollupId(7002), List.of(elsewhere)).data();
    world.post(
        List.of(
            Blob.unsigned(namespace, Bytes.fromHex("0xdeadbeef")),
            Blob.unsigned(namespace, Bytes.wrap(Arrays.copyOf(blob.toArray(), blob.length() - 1))),
            Blob.unsigned(namespace, otherRollup),
            ForcedBlob.of(TestWorld.ROLLUP, List.of(elsewhere, Bytes.fromHex("0xc0"), good))));
    List<Bytes> flood = new ArrayList<>();
    for (int i = 0; i < 3 * Limits.MAX_FORCED_PER_SECOND; i++) {
      flood.add(world.alice().transfer(BOB, 1));
    }
    world.post(List.of(ForcedBlob.of(TestWorld.ROLLUP, flood)));

    world.daTime(2 * DELAY_MS + 10_000);
    until("the flood", () -> status(flood.getLast()).get("stage").asString().equals("final"));
    assertThat(status(elsewhere).get("stage").asString()).isEqualTo("unknown");
    for (long number = 1; number <= world.node().tips().latest().number(); number++) {
      String count =
          world
              .call("eth_getBlockTransactionCountByNumber", "0x" + Long.toHexString(number))
              .asString();
      assertThat(Integer.decode(count)).isBetween(1, Limits.MAX_FORCED_PER_SECOND);
    }
    requireSameFromNothing();
  }
}
