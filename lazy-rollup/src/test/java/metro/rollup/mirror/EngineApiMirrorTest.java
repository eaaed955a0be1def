package metro.rollup.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.GenesisWriter;
import metro.evm.chain.EmbeddedEvm;
import metro.evm.chain.Heads;
import metro.evm.chain.Outcome;
import metro.evm.chain.SealedBlock;
import metro.evm.store.BlockRef;
import metro.evm.store.StateStore;
import metro.evm.store.StoredBlock;
import metro.rollup.chain.BlockId;
import metro.rollup.mirror.MirrorStatus.Phase;
import metro.rollup.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An unmodified client from npm follows a chain made by this node's EVM. */
class EngineApiMirrorTest {
  private static final String SECRET =
      "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

  @TempDir private Path work;

  private final TestTraffic traffic = new TestTraffic();
  private EmbeddedEvm evm;
  private NodeClient client;

  @BeforeEach
  void open() throws Exception {
    evm = EmbeddedEvm.open(traffic.genesis(), StateStore.inMemory());
    client = new NodeClient(work, GenesisWriter.write(evm.genesis()), SECRET);
  }

  @AfterEach
  void close() throws Exception {
    client.stop();
    evm.close();
  }

  private EngineApiMirror mirror(BlockSource chain) {
    return new EngineApiMirror(
        List.of(client.config()), chain, work.resolve("faults"), InstantSource.system());
  }

  @Test
  void a_client_follows_a_chain_with_unusable_transactions_in_its_input() throws Exception {
    SealedBlock first =
        traffic.seal(evm, 0, List.of(traffic.transfer(), TestTraffic.garbage(), traffic.create()));
    SealedBlock second =
        traffic.seal(
            evm, 0, List.of(traffic.fromPoorSender(), traffic.transfer(), traffic.withNonceGap()));
    assertThat(skipped(first) + skipped(second)).isEqualTo(3);
    try (EngineApiMirror mirror = mirror(BlockSource.of(evm))) {
      // The client is not there yet: the chain goes on.
      Eventually.until("absence noticed", () -> phase(mirror) == Phase.UNREACHABLE);
      SealedBlock third =
          traffic.seal(
              evm,
              0,
              List.of(
                  traffic.ofOtherChain(), traffic.withdrawalRequest(), traffic.withUsedNonce()));
      assertThat(skipped(third)).isEqualTo(2);
      assertThat(third.requests()).hasSize(1);
      SealedBlock fourth = traffic.seal(evm, 0, List.of(TestTraffic.garbage()));
      assertThat(fourth.stored().block().transactions()).isEmpty();

      client.start();
      untilFollowing(mirror, fourth);
      assertThat(client.hash("latest")).isEqualTo(fourth.hash().toString());
      assertThat(client.block("latest").get("stateRoot").asString())
          .isEqualTo(fourth.header().stateRoot().toString());

      evm.setSafe(third.hash());
      evm.setFinalized(second.hash());
      mirror.tagsMoved();
      Eventually.until(
          "tags as set",
          () ->
              client.hash("safe").equals(third.hash().toString())
                  && client.hash("finalized").equals(second.hash().toString()));

      SealedBlock fifth = traffic.seal(evm, 0, List.of(traffic.transfer()));
      mirror.sealed(5, id(fifth));
      untilFollowing(mirror, fifth);
      assertThat(client.hash("latest")).isEqualTo(fifth.hash().toString());
      assertThat(client.hash("safe")).isEqualTo(third.hash().toString());
    }
  }

  @Test
  void a_client_follows_when_blocks_are_taken_back_and_when_it_lost_everything() throws Exception {
    traffic.seal(evm, 0, List.of(traffic.transfer()));
    SealedBlock second = traffic.seal(evm, 0, List.of(traffic.transfer()));
    try (EngineApiMirror mirror = mirror(BlockSource.of(evm))) {
      client.start();
      long nonce = traffic.nonce();
      traffic.seal(evm, 0, List.of(traffic.transfer()));
      SealedBlock dropped = traffic.seal(evm, 0, List.of(traffic.transfer()));
      mirror.sealed(3, id(dropped));
      untilFollowing(mirror, dropped);

      evm.reorgTo(second.hash());
      mirror.reverted(id(second));
      traffic.nonceIs(nonce);
      traffic.seal(evm, 1, List.of(traffic.create()));
      SealedBlock instead = traffic.seal(evm, 1, List.of(traffic.transfer(), traffic.transfer()));
      mirror.sealed(3, id(instead));
      untilFollowing(mirror, instead);
      assertThat(client.hash("latest")).isEqualTo(instead.hash().toString());
      assertThat(client.hash("0x4")).isEqualTo(instead.hash().toString());

      client.stop();
      SealedBlock fifth = traffic.seal(evm, 1, List.of(traffic.transfer()));
      mirror.sealed(5, id(fifth));
      Eventually.until("absence noticed", () -> phase(mirror) == Phase.UNREACHABLE);
      client.start();
      untilFollowing(mirror, fifth);
      assertThat(client.hash("0x1")).isEqualTo(evm.store().hash(1).orElseThrow().toString());
      assertThat(client.hash("latest")).isEqualTo(fifth.hash().toString());
    }
  }

  @Test
  void a_client_refuses_a_wrong_state_root_and_the_difference_is_kept() throws Exception {
    SealedBlock first = traffic.seal(evm, 0, List.of(traffic.transfer()));
    SealedBlock second = traffic.seal(evm, 0, List.of(traffic.transfer(), traffic.create()));
    client.start();
    StoredBlock wrong = withOtherRoot(second.stored());
    try (EngineApiMirror mirror = mirror(withHead(wrong))) {
      Eventually.until("refusal", () -> phase(mirror) == Phase.REFUSED);
      MirrorStatus status = mirror.statuses().getFirst();
      assertThat(status.text())
          .contains(wrong.block().header().stateRoot().toString())
          .contains(second.header().stateRoot().toString());
      Eventually.until(
          "the client is left at the last valid block",
          () -> client.hash("latest").equals(first.hash().toString()));
    }
    assertThat(client.hash("latest")).isEqualTo(first.hash().toString());
    JsonNode fault = theFault();
    assertThat(fault.get("stateRoot").asString())
        .isEqualTo(wrong.block().header().stateRoot().toString());
    assertThat(fault.get("clientStateRoot").asString())
        .isEqualTo(second.header().stateRoot().toString());

    try (EngineApiMirror mirror = mirror(BlockSource.of(evm))) {
      untilFollowing(mirror, second);
    }
    assertThat(client.hash("latest")).isEqualTo(second.hash().toString());
  }

  private JsonNode theFault() throws Exception {
    try (var files = Files.list(work.resolve("faults"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return JsonMapper.builder().build().readTree(Files.readAllBytes(all.getFirst()));
    }
  }

  /** The chain with another newest block. */
  private BlockSource withHead(StoredBlock head) {
    BlockSource chain = BlockSource.of(evm);
    return new BlockSource() {
      @Override
      public Heads heads() {
        return new Heads(head.ref(), Optional.empty(), Optional.empty());
      }

      @Override
      public Optional<Hash> hash(long number) {
        return number == head.ref().number() ? Optional.of(head.hash()) : chain.hash(number);
      }

      @Override
      public Optional<StoredBlock> block(long number) {
        return number == head.ref().number() ? Optional.of(head) : chain.block(number);
      }
    };
  }

  private static StoredBlock withOtherRoot(StoredBlock right) {
    byte[] encoded = right.block().encode();
    byte[] root = right.block().header().stateRoot().bytes();
    String wrong = Hex.encode(root).replaceFirst("^0x..", root[0] == 1 ? "0x02" : "0x01");
    String bytes = Hex.encode(encoded).replace(Hex.encode(root).substring(2), wrong.substring(2));
    Block block = Block.decode(Hex.decode(bytes));
    BlockHeader header = block.header();
    assertThat(header.stateRoot()).isNotEqualTo(right.block().header().stateRoot());
    return new StoredBlock(
        block, header.hash(), right.transactionHashes(), right.senders(), right.receipts());
  }

  private static long skipped(SealedBlock block) {
    return block.outcomes().stream().filter(o -> o instanceof Outcome.Skipped).count();
  }

  private static Phase phase(EngineApiMirror mirror) {
    return mirror.statuses().getFirst().phase();
  }

  private static void untilFollowing(EngineApiMirror mirror, SealedBlock block) {
    Optional<BlockRef> wanted = Optional.of(block.stored().ref());
    Eventually.until(
        "the client has block " + block.stored().ref(),
        () ->
            phase(mirror) == Phase.FOLLOWING
                && mirror.statuses().getFirst().accepted().equals(wanted));
  }

  private static BlockId id(SealedBlock block) {
    return new BlockId(block.header().number(), block.hash(), block.header().timestamp());
  }
}
