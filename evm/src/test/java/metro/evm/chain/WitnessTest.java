package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.store.RocksKeyValueStore;
import metro.evm.store.StateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessTest {
  private static final Address FEES = Address.fromHex("0x00000000000000000000000000000000000fee5a");
  private static final Address STORE =
      Address.fromHex("0x00000000000000000000000000000000000005ee");
  private static final Address HASHES =
      Address.fromHex("0x0000000000000000000000000000000000000ba5");

  /** slot[calldata word 0] = calldata word 1. */
  private static final Bytes STORE_CODE = Bytes.fromHex("0x60203560003555");

  /** slot[0] = hash of the block three below. */
  private static final Bytes HASHES_CODE = Bytes.fromHex("0x6003430340600055");

  private static final int SLOTS = 40;
  private static final long GAS = 100_000;

  private final TestAccounts accounts = new TestAccounts(4);
  @TempDir Path directory;

  private Genesis genesis() {
    Map<Address, GenesisAccount> all = accounts.funded();
    all.put(STORE, GenesisAccount.ofCode(STORE_CODE));
    all.put(HASHES, GenesisAccount.ofCode(HASHES_CODE));
    return Genesis.of(TestAccounts.CHAIN_ID, all);
  }

  private static BlockInput input(EmbeddedEvm evm, List<TransactionInput> transactions) {
    long number = evm.heads().latest().number() + 1;
    Hash random = Keccak.hash(UInt256.of(number).toBytes());
    BlockParameters parameters =
        BlockParameters.of(100 + number, FEES, random, Genesis.DEFAULT_GAS_LIMIT);
    return new BlockInput(evm.heads().latest().hash(), parameters, random, transactions);
  }

  private static StatelessCheck.Result check(EmbeddedEvm evm, Block block, Witness witness) {
    return new StatelessCheck(evm.genesis(), ExecutionRules.ROLLUP).check(block, witness);
  }

  private static void requireRight(EmbeddedEvm evm, WitnessedBlock block) {
    assertThat(check(evm, block.sealed().stored().block(), block.witness()))
        .isInstanceOfSatisfying(
            StatelessCheck.Right.class,
            right -> assertThat(right.block().hash()).isEqualTo(block.sealed().hash()));
  }

  private TransactionInput store(int slot, int value) {
    byte[] data = new byte[64];
    data[31] = (byte) slot;
    data[63] = (byte) value;
    return accounts.call(0, STORE, UInt256.ZERO, Bytes.wrap(data), GAS);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void randomBlocksComeOutTheSameWithoutTheState(long seed) {
    RandomTraffic traffic = new RandomTraffic(seed, TestAccounts.CHAIN_ID, 6);
    Genesis genesis = Genesis.of(TestAccounts.CHAIN_ID, traffic.funded());
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis, StateStore.inMemory())) {
      for (int i = 1; i <= 6; i++) {
        WitnessedBlock block = evm.executeWithWitness(input(evm, traffic.next(25)));
        traffic.seen(evm.store().stateAt(i));
        requireRight(evm, block);
      }
    }
  }

  @Test
  void deletionsThatCollapseBranchesHaveWhatTheyNeed() {
    try (EmbeddedEvm evm =
        EmbeddedEvm.open(
            genesis(),
            StateStore.rocksDb(
                directory,
                RocksKeyValueStore.Options.DEFAULT,
                StateStore.DEFAULT_HISTORY_BLOCKS))) {
      List<TransactionInput> set = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        set.add(store(slot, 1));
      }
      requireRight(evm, evm.executeWithWitness(input(evm, set)));
      // One after the other: each block's witness has the few nodes of its own paths only.
      for (int slot = 0; slot < SLOTS; slot++) {
        WitnessedBlock block = evm.executeWithWitness(input(evm, List.of(store(slot, 0))));
        requireRight(evm, block);
      }
      assertThat(evm.store().headState().hasStorage(STORE)).isFalse();
    }
  }

  @Test
  void everyNodeCodeAndHeaderIsNeeded() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      for (int i = 0; i < 4; i++) {
        evm.execute(input(evm, List.of(store(i, 1), store(20 + i, 2))));
      }
      List<TransactionInput> transactions = new ArrayList<>();
      transactions.add(accounts.call(1, HASHES, UInt256.ZERO, Bytes.EMPTY, GAS));
      transactions.add(store(2, 0));
      WitnessedBlock made = evm.executeWithWitness(input(evm, transactions));
      requireRight(evm, made);
      Block block = made.sealed().stored().block();
      Witness all = made.witness();
      assertThat(all.headers()).hasSize(2);
      for (Bytes node : all.nodes()) {
        requireWrong(
            evm, block, new Witness(without(all.nodes(), node), all.codes(), all.headers()));
      }
      for (Bytes code : all.codes()) {
        requireWrong(
            evm, block, new Witness(all.nodes(), without(all.codes(), code), all.headers()));
      }
      for (BlockHeader header : all.headers()) {
        requireWrong(
            evm, block, new Witness(all.nodes(), all.codes(), without(all.headers(), header)));
      }
    }
  }

  @Test
  void anotherBlockIsWrong() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      TransactionInput first = store(1, 1);
      WitnessedBlock made = evm.executeWithWitness(input(evm, List.of(first, store(2, 2))));
      Block block = made.sealed().stored().block();
      List<Bytes> fewer = List.of(first.raw());
      requireWrong(evm, new Block(block.header(), fewer, block.withdrawals()), made.witness());
      List<Bytes> unusable = List.of(first.raw(), first.raw());
      requireWrong(evm, new Block(block.header(), unusable, block.withdrawals()), made.witness());
    }
  }

  private static void requireWrong(EmbeddedEvm evm, Block block, Witness witness) {
    assertThat(check(evm, block, witness)).isInstanceOf(StatelessCheck.Wrong.class);
  }

  private static <T> List<T> without(List<T> all, T one) {
    List<T> fewer = new ArrayList<>(all);
    fewer.remove(one);
    return fewer;
  }
}
