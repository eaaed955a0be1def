package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.UInt256;
import metro.evm.Fork;
import metro.evm.ForkSchedule;
import metro.evm.SystemCalls;
import metro.evm.TransactionProcessor;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.FeeMarket;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.store.BlockRef;
import metro.evm.store.StateStore;
import metro.evm.store.StoredBlock;
import metro.evm.trie.HashedDiff;
import metro.evm.trie.StateTrie;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Hardhat's blocks (EDR, revm) executed again: their hashes, and so every root, have to come out.
 * Hardhat makes no system calls and has a genesis block of its own kind, whose hash is taken over.
 */
class EdrDifferentialTest {
  private static final long CHAIN_ID = 31_337;
  private static final long TIMESTAMP = 1_800_000_000L;
  private static final long GAS_LIMIT = 36_000_000;
  private static final int BLOCKS = 8;
  private static final int TRANSACTIONS = 25;
  private static final ExecutionRules NO_SYSTEM_CALLS = new ExecutionRules(false, false, false);

  @TempDir private Path work;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void hardhat_has_the_same_block_hashes(long seed) throws Exception {
    RandomTraffic traffic = new RandomTraffic(seed, CHAIN_ID, 6);
    Map<Hash, Bytes> transactions = new HashMap<>();
    List<List<String>> blocks = generate(traffic, transactions);
    List<JsonNode> lines = mine(traffic, blocks);
    assertThat(lines).hasSize(BLOCKS + 1);
    int checked = 0;
    Map<Address, GenesisAccount> accounts = traffic.funded();
    lines
        .getFirst()
        .get("codes")
        .properties()
        .forEach(e ->
            accounts.put(
                Address.fromHex(e.getKey()),
                new GenesisAccount(
                    0, UInt256.ZERO, Bytes.fromHex(e.getValue().asString()), Map.of())));
    try (Replay replay = new Replay(genesis(accounts), lines.getFirst())) {
      for (JsonNode expected : lines.subList(1, lines.size())) {
        List<TransactionInput> included = new ArrayList<>();
        for (JsonNode hash : expected.get("transactions")) {
          Bytes raw =
              Optional.ofNullable(transactions.get(Hash.fromHex(hash.asString()))).orElseThrow();
          included.add(TransactionInput.of(raw));
        }
        checked += included.size();
        SealedBlock sealed = replay.execute(expected, included);
        assertThat(sealed.outcomes()).allMatch(o -> o instanceof Outcome.Included);
        assertThat(sealed.header().gasUsed()).isEqualTo(number(expected, "gasUsed"));
        assertThat(sealed.header().receiptsRoot()).isEqualTo(hash(expected, "receiptsRoot"));
        assertThat(sealed.header().stateRoot()).isEqualTo(hash(expected, "stateRoot"));
        assertThat(sealed.hash()).isEqualTo(hash(expected, "hash"));
      }
    }
    System.out.printf("seed %d: %d transactions in %d blocks%n", seed, checked, BLOCKS);
    // Delegated accounts whose code creates contracts lose their place in Hardhat's pool.
    assertThat(checked).isGreaterThan(3 * BLOCKS);
  }

  /** A first run of our own keeps the nonces usable. */
  private static List<List<String>> generate(RandomTraffic traffic, Map<Hash, Bytes> byHash) {
    List<List<String>> blocks = new ArrayList<>();
    try (EmbeddedEvm evm =
        EmbeddedEvm.open(genesis(traffic.funded()), StateStore.inMemory(), NO_SYSTEM_CALLS, 1)) {
      for (int i = 1; i <= BLOCKS; i++) {
        List<TransactionInput> inputs = traffic.next(TRANSACTIONS);
        BlockParameters parameters =
            BlockParameters.of(TIMESTAMP + 2L * i, Address.ZERO, Hash.ZERO, GAS_LIMIT);
        SealedBlock sealed =
            evm.execute(new BlockInput(evm.heads().latest().hash(), parameters, Hash.ZERO, inputs));
        traffic.seen(evm.store().stateAt(i));
        List<Bytes> usable = sealed.stored().block().transactions();
        usable.forEach(raw -> byHash.put(Keccak.hash(raw.toArray()), raw));
        blocks.add(usable.stream().map(Bytes::toString).toList());
      }
    }
    return blocks;
  }

  private List<JsonNode> mine(RandomTraffic traffic, List<List<String>> blocks) throws Exception {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("chainId", CHAIN_ID);
    input.put("baseFeePerGas", Genesis.INITIAL_BASE_FEE.toLongExact());
    input.put("timestamp", TIMESTAMP);
    input.put("gasLimit", GAS_LIMIT);
    input.put(
        "accounts",
        traffic.keys().stream()
            .map(key ->
                Map.of(
                    "privateKey", Hex.encode(key),
                    "balance", RandomTraffic.balance().toString()))
            .toList());
    input.put(
        "systemContracts",
        List.of(SystemCalls.BEACON_ROOTS.toString(), SystemCalls.BLOCK_HASHES.toString()));
    input.put("blocks", blocks);
    Path file = Node.write(work, input);
    return Node.run(
        work, List.of("node", "edr.cjs"), Map.of("DIFFERENTIAL_INPUT", file.toString()));
  }

  private static Genesis genesis(Map<Address, GenesisAccount> accounts) {
    return new Genesis(
        CHAIN_ID,
        ForkSchedule.OSAKA,
        FeeMarket.STANDARD,
        0,
        TIMESTAMP,
        Bytes.EMPTY,
        GAS_LIMIT,
        UInt256.ZERO,
        Hash.ZERO,
        Address.ZERO,
        Genesis.INITIAL_BASE_FEE,
        0,
        0,
        accounts);
  }

  private static Hash hash(JsonNode json, String field) {
    return Hash.fromHex(json.get(field).asString());
  }

  private static long number(JsonNode json, String field) {
    return UInt256.parse(json.get(field).asString()).toLongExact();
  }

  /** A chain that believes the genesis hash it is told. */
  private static final class Replay implements AutoCloseable {
    private final Genesis genesis;
    private final StateStore store = StateStore.inMemory();
    private final Preparation preparation =
        new Preparation(Secp256k1.fastest(), NO_SYSTEM_CALLS, 1);
    private final TransactionProcessor processor = new TransactionProcessor(Fork.OSAKA);

    Replay(Genesis genesis, JsonNode first) {
      this.genesis = genesis;
      StateTrie trie = store.nextTrie();
      trie.apply(genesis.state());
      assertThat(trie.rootHash()).isEqualTo(hash(first, "stateRoot"));
      BlockHeader header = genesis.header(trie.rootHash());
      Block block = new Block(header, List.of(), List.of());
      StoredBlock stored =
          new StoredBlock(block, hash(first, "hash"), List.of(), List.of(), List.of());
      store.append(stored, HashedDiff.of(genesis.state()), trie);
    }

    SealedBlock execute(JsonNode json, List<TransactionInput> transactions) {
      BlockRef head = store.head().orElseThrow();
      BlockParameters parameters =
          BlockParameters.of(
              number(json, "timestamp"),
              Address.fromHex(json.get("miner").asString()),
              hash(json, "mixHash"),
              number(json, "gasLimit"));
      BlockSetup setup =
          new BlockSetup(
              genesis,
              NO_SYSTEM_CALLS,
              store.header(head.number()).orElseThrow(),
              head.hash(),
              parameters,
              processor,
              store.headState(),
              number -> store.hash(number).orElse(Hash.ZERO));
      Hash root = hash(json, "parentBeaconBlockRoot");
      PendingBlock pending =
          new PendingBlock(
              setup,
              preparation,
              store.stateAt(head.number()),
              store.nextTrie(),
              Runnable::run,
              Optional.of(root));
      pending.append(transactions);
      PendingBlock.Sealing sealing = pending.end(root);
      SealedBlock sealed = BlockSealer.seal(sealing, root, Bytes.EMPTY);
      store.append(sealed.stored(), HashedDiff.of(sealed.diff()), sealing.rootWork().trie());
      return sealed;
    }

    @Override
    public void close() {
      preparation.close();
      store.close();
    }
  }
}
