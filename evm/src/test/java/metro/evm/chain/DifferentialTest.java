package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisWriter;
import metro.evm.store.StateStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same transactions in independent clients. The seed in a test's name repeats it. */
class DifferentialTest {
  private static final long CHAIN_ID = 31_337;
  private static final Address FEES = Address.fromHex("0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e");
  private static final int BLOCKS = 8;
  private static final int TRANSACTIONS = 25;

  @TempDir private Path work;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void ethereumjs_accepts_every_sealed_block(long seed) throws Exception {
    RandomTraffic traffic = new RandomTraffic(seed, CHAIN_ID, 6);
    Genesis genesis = Genesis.of(CHAIN_ID, traffic.funded());
    List<String> blocks = new ArrayList<>();
    List<Hash> roots = new ArrayList<>();
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis, StateStore.inMemory())) {
      roots.add(evm.store().header(0).orElseThrow().stateRoot());
      for (int i = 1; i <= BLOCKS; i++) {
        SealedBlock sealed = evm.execute(input(evm, i, traffic.next(TRANSACTIONS)));
        traffic.seen(evm.store().stateAt(i));
        blocks.add(Hex.encode(sealed.stored().block().encode()));
        roots.add(sealed.header().stateRoot());
      }
      describe(seed, evm);
    }
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("genesis", JsonMapper.builder().build().readTree(GenesisWriter.write(genesis)));
    input.put("blocks", blocks);
    Path file = Node.write(work, input);
    List<JsonNode> lines =
        Node.run(work, List.of("node", "ethereumjs.mjs", file.toString()), Map.of());
    assertThat(lines).allMatch(line -> !line.has("error"));
    assertThat(lines.stream().map(line -> Hash.fromHex(line.get("root").asString())))
        .isEqualTo(roots);
  }

  private static BlockInput input(EmbeddedEvm evm, long number, List<TransactionInput> txs) {
    Hash random = Keccak.hash(UInt256.of(number).toBytes());
    BlockParameters parameters =
        BlockParameters.of(100 + number, FEES, random, Genesis.DEFAULT_GAS_LIMIT);
    return new BlockInput(evm.heads().latest().hash(), parameters, random, txs);
  }

  /** Says how much of the traffic did something, so that a test of nothing is noticed. */
  private static void describe(long seed, EmbeddedEvm evm) {
    long succeeded = 0;
    long failed = 0;
    long logs = 0;
    for (int i = 1; i <= BLOCKS; i++) {
      for (var receipt : evm.store().receipts(i)) {
        succeeded += receipt.succeeded() ? 1 : 0;
        failed += receipt.succeeded() ? 0 : 1;
        logs += receipt.logs().size();
      }
    }
    System.out.printf("seed %d: %d succeeded, %d failed, %d logs%n", seed, succeeded, failed, logs);
    assertThat(succeeded).isGreaterThan(BLOCKS * TRANSACTIONS / 4);
  }
}
