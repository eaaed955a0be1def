package metro.evm.chain;

import static metro.evm.chain.TestAccounts.ETHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;
import metro.ethereum.UInt256;
import metro.evm.Evm;
import metro.evm.SystemCalls;
import metro.evm.TransactionInvalid;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.state.StateReader;
import metro.evm.store.MemoryKeyValueStore;
import metro.evm.store.PrunedStateException;
import metro.evm.store.RocksKeyValueStore;
import metro.evm.store.StateStore;
import metro.evm.store.StoredBlock;
import metro.evm.trie.AccountProof;
import metro.evm.trie.HashedDiff;
import metro.evm.trie.TrieProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedEvmTest {
  private static final Address FEES = Address.fromHex("0x00000000000000000000000000000000000fee5a");

  /** Creates: slot[calldata word 0] = calldata word 1, then a log with the slot as its topic. */
  private static final Bytes STORE_INIT =
      Bytes.fromHex("0x6010600c60003960106000f3" + "60203560003555" + "60003560006000a100");

  /** Stores the beacon root of the present block in slot 0. */
  private static final Bytes ROOT_READER =
      Bytes.fromHex(
          "0x42600052"
              + "60206020602060006000"
              + "73000f3df6d732807ef1319fb7b8bb8522d0beac02"
              + "5af150"
              + "6020515f5500");

  private final TestAccounts accounts = new TestAccounts(8);

  private static BlockParameters at(long timestamp) {
    return BlockParameters.of(
        timestamp, FEES, Keccak.hash(new byte[] {(byte) timestamp}), Genesis.DEFAULT_GAS_LIMIT);
  }

  private Genesis genesis() {
    Map<Address, GenesisAccount> all = accounts.funded();
    all.put(rootReader(), GenesisAccount.ofCode(ROOT_READER));
    return Genesis.of(TestAccounts.CHAIN_ID, all);
  }

  private static Address rootReader() {
    return Address.fromHex("0x00000000000000000000000000000000000b00b5");
  }

  private static BlockInput input(EmbeddedEvm evm, long timestamp, List<TransactionInput> txs) {
    return new BlockInput(evm.heads().latest().hash(), at(timestamp), root(timestamp), txs);
  }

  private static Hash root(long timestamp) {
    return Keccak.hash(new byte[] {1, (byte) timestamp});
  }

  private List<TransactionInput> transfers(SplittableRandom random, int count) {
    List<TransactionInput> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Address to = Address.of(Keccak.keccak256(new byte[] {(byte) random.nextInt(40)}), 0, 20);
      out.add(accounts.transfer(random.nextInt(8), to, UInt256.of(random.nextLong(1 << 30))));
    }
    return out;
  }

  @Test
  void a_transfer_is_included_and_pays_its_fee() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      SealedBlock block = evm.execute(input(evm, 1, List.of(accounts.transfer(0, FEES, ETHER))));
      assertThat(block.header().gasUsed()).isEqualTo(21_000);
      StateReader state = evm.store().stateAt(1);
      UInt256 tips = UInt256.of(1_000_000_000L).times(21_000);
      assertThat(state.account(FEES).orElseThrow().balance()).isEqualTo(ETHER.plus(tips));
      assertThat(state.account(accounts.address(0)).orElseThrow().nonce()).isEqualTo(1);
    }
  }

  @Test
  void unusable_inputs_are_skipped_each_with_its_code_and_change_nothing() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      List<TransactionInput> inputs =
          List.of(
              TransactionInput.of(Bytes.fromHex("0xdeadbeef")),
              TransactionInput.of(Bytes.EMPTY),
              accounts.transferWith(0, 1, 0, FEES),
              accounts.transferWith(0, TestAccounts.CHAIN_ID, 5, FEES),
              accounts.unprotected(0, FEES),
              accounts.transfer(0, FEES, ETHER),
              accounts.transferWith(0, TestAccounts.CHAIN_ID, 0, FEES));
      SealedBlock block = evm.execute(input(evm, 1, inputs));
      assertThat(block.outcomes())
          .extracting(o -> o instanceof Outcome.Skipped skipped ? skipped.code() : 0)
          .containsExactly(
              SkipCode.UNDECODABLE.code(),
              SkipCode.UNDECODABLE.code(),
              TransactionInvalid.WRONG_CHAIN_ID.code(),
              TransactionInvalid.NONCE_TOO_HIGH.code(),
              SkipCode.NOT_REPLAY_PROTECTED.code(),
              0,
              TransactionInvalid.NONCE_TOO_LOW.code());
      assertThat(block.stored().receipts()).hasSize(1);
    }
  }

  @Test
  void a_high_s_signature_is_skipped_even_though_a_key_made_it() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      FeeMarketTransaction low =
          (FeeMarketTransaction) decoded(accounts.transfer(0, FEES, ETHER).raw());
      Signature made = low.signature();
      Signature high = new Signature(1 - made.yParity(), made.r(), Signature.ORDER.minus(made.s()));
      FeeMarketTransaction mauled =
          new FeeMarketTransaction(
              low.chainNumber(),
              low.nonce(),
              low.maxPriorityFeePerGas(),
              low.maxFeePerGas(),
              low.gasLimit(),
              low.to(),
              low.value(),
              low.data(),
              low.accessList(),
              high);
      List<TransactionInput> inputs = List.of(TransactionInput.of(Bytes.wrap(mauled.encode())));
      Outcome outcome = evm.execute(input(evm, 1, inputs)).outcomes().getFirst();
      assertThat(outcome)
          .isEqualTo(
              new Outcome.Skipped(
                  mauled.hash(),
                  SkipCode.INVALID_SIGNATURE.code(),
                  SkipCode.INVALID_SIGNATURE.text()));
    }
  }

  private static Transaction decoded(Bytes raw) {
    return ((TransactionDecoder.Decoded) TransactionDecoder.decode(raw.toArray())).transaction();
  }

  @Test
  void what_does_not_fit_is_deferred_with_all_that_follow() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      List<TransactionInput> inputs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        inputs.add(accounts.call(0, FEES, UInt256.ZERO, Bytes.EMPTY, 16_000_000));
      }
      inputs.add(accounts.transfer(1, FEES, ETHER));
      SealedBlock block = evm.execute(input(evm, 1, inputs));
      // Gas that is not used is free again: only the gas limit of the next one has to fit.
      assertThat(block.outcomes()).allMatch(o -> o instanceof Outcome.Included);
      List<TransactionInput> burning = new ArrayList<>();
      Bytes forever = Bytes.fromHex("0x5b600056");
      for (int i = 0; i < 3; i++) {
        burning.add(accounts.create(2, forever, 16_000_000));
      }
      burning.add(accounts.transfer(1, FEES, ETHER));
      SealedBlock second = evm.execute(input(evm, 2, burning));
      assertThat(second.outcomes())
          .extracting(o -> o.getClass().getSimpleName())
          .containsExactly("Included", "Included", "Deferred", "Deferred");
      assertThat(second.stored().receipts()).noneMatch(r -> r.succeeded());
      SealedBlock third = evm.execute(input(evm, 3, burning.subList(2, 4)));
      assertThat(third.outcomes()).allMatch(o -> o instanceof Outcome.Included);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void an_open_block_seals_to_the_same_header_as_the_whole_one(long seed) {
    try (EmbeddedEvm whole = EmbeddedEvm.open(genesis(), StateStore.inMemory());
        EmbeddedEvm open = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      SplittableRandom random = new SplittableRandom(seed);
      for (long t = 1; t <= 5; t++) {
        List<TransactionInput> txs = transfers(random, 120);
        SealedBlock expected = whole.execute(input(whole, t, txs));
        PendingBlock pending = open.begin(at(t));
        for (int from = 0; from < txs.size(); ) {
          int to = Math.min(txs.size(), from + 1 + random.nextInt(50));
          List<Outcome> outcomes = pending.append(txs.subList(from, to));
          assertThat(outcomes).isEqualTo(expected.outcomes().subList(from, to));
          from = to;
        }
        Address sender = accounts.address(3);
        assertThat(pending.state().account(sender))
            .isEqualTo(whole.store().stateAt(t).account(sender));
        SealedBlock sealed = open.seal(pending, root(t));
        assertThat(sealed.header()).as("seed %d", seed).isEqualTo(expected.header());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void what_was_announced_is_executed_as_if_it_had_not_been(long seed) {
    try (EmbeddedEvm plain = EmbeddedEvm.open(genesis(), StateStore.inMemory());
        EmbeddedEvm told = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      SplittableRandom random = new SplittableRandom(seed);
      for (long t = 1; t <= 5; t++) {
        List<TransactionInput> txs = transfers(random, 200);
        txs.add(random.nextInt(200), TransactionInput.of(Bytes.fromHex("0xdeadbeef")));
        txs.add(txs.getFirst());
        List<Bytes> raws = new ArrayList<>(txs.stream().map(TransactionInput::raw).toList());
        raws.add(Bytes.fromHex("0x00"));
        told.prepareAhead(raws.subList(random.nextInt(100), 100 + random.nextInt(103)));
        SealedBlock expected = plain.execute(input(plain, t, txs));
        SealedBlock block = told.execute(input(told, t, txs));
        assertThat(block.header()).as("seed %d", seed).isEqualTo(expected.header());
        assertThat(block.outcomes()).isEqualTo(expected.outcomes());
      }
    }
  }

  @Test
  void a_transaction_that_reads_the_root_of_its_own_open_block_still_seals_right() {
    try (EmbeddedEvm whole = EmbeddedEvm.open(genesis(), StateStore.inMemory());
        EmbeddedEvm open = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      List<TransactionInput> txs =
          List.of(
              accounts.transfer(0, FEES, ETHER),
              accounts.call(1, rootReader(), UInt256.ZERO, Bytes.EMPTY, 200_000));
      SealedBlock expected = whole.execute(input(whole, 9, txs));
      assertThat(whole.store().stateAt(1).storage(rootReader(), UInt256.ZERO))
          .isEqualTo(UInt256.fromBytes(root(9).bytes()));
      PendingBlock pending = open.begin(at(9));
      pending.append(txs);
      assertThat(open.seal(pending, root(9)).header()).isEqualTo(expected.header());
      assertThat(open.store().stateAt(1).storage(rootReader(), UInt256.ZERO))
          .isEqualTo(UInt256.fromBytes(root(9).bytes()));
    }
  }

  @Test
  void parent_hashes_and_beacon_roots_are_readable_where_the_eips_say() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      Hash parent = evm.heads().latest().hash();
      evm.execute(input(evm, 7, List.of()));
      StateReader state = evm.store().stateAt(1);
      assertThat(state.storage(SystemCalls.BLOCK_HASHES, UInt256.ZERO))
          .isEqualTo(UInt256.fromBytes(parent.bytes()));
      assertThat(state.storage(SystemCalls.BEACON_ROOTS, UInt256.of(8191 + 7)))
          .isEqualTo(UInt256.fromBytes(root(7).bytes()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void blocks_can_be_taken_back_and_come_again_the_same(long seed) {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      SplittableRandom random = new SplittableRandom(seed);
      List<List<TransactionInput>> blocks = new ArrayList<>();
      List<BlockHeader> headers = new ArrayList<>();
      for (long t = 1; t <= 12; t++) {
        List<TransactionInput> txs = transfers(random, 30);
        txs.add(accounts.create(0, STORE_INIT, 200_000));
        blocks.add(txs);
        headers.add(evm.execute(input(evm, t, txs)).header());
      }
      List<StoredBlock> dropped = evm.reorgTo(headers.get(3).hash());
      assertThat(dropped).extracting(b -> b.block().header().number()).startsWith(12L).hasSize(8);
      assertThat(evm.heads().latest().number()).isEqualTo(4);
      assertThat(evm.store().transaction(dropped.getFirst().transactionHashes().getFirst()))
          .isEmpty();
      for (int i = 4; i < 12; i++) {
        SealedBlock again = evm.execute(input(evm, i + 1, blocks.get(i)));
        assertThat(again.header()).as("seed %d", seed).isEqualTo(headers.get(i));
      }
    }
  }

  @Test
  void nothing_final_can_be_taken_back() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      Hash first = evm.execute(input(evm, 1, List.of())).hash();
      Hash second = evm.execute(input(evm, 2, List.of())).hash();
      evm.setSafe(second);
      evm.setFinalized(second);
      assertThatThrownBy(() -> evm.reorgTo(first)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> evm.setFinalized(first))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(evm.heads().finalized().orElseThrow().hash()).isEqualTo(second);
    }
  }

  @Test
  void balances_and_slots_of_earlier_blocks_stay_readable_and_provable() {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      evm.execute(input(evm, 1, List.of(accounts.create(0, STORE_INIT, 200_000))));
      Address contract = Evm.createAddress(accounts.address(0), 0);
      for (long t = 2; t <= 20; t++) {
        evm.execute(input(evm, t, List.of(store(contract, UInt256.of(t % 3), UInt256.of(t)))));
      }
      for (long n = 1; n <= 20; n++) {
        StateReader state = evm.store().stateAt(n);
        UInt256 slot = UInt256.of(2);
        UInt256 expected = UInt256.of(n < 2 ? 0 : n - (n - 2) % 3);
        assertThat(state.storage(contract, slot)).as("block %d", n).isEqualTo(expected);
        assertThat(state.account(accounts.address(0)).orElseThrow().nonce()).isEqualTo(n);
        AccountProof proof = evm.store().prove(n, contract, List.of(slot));
        Hash root = evm.store().header(n).orElseThrow().stateRoot();
        assertThat(TrieProof.verify(root, HashedDiff.accountKey(contract).bytes(), proof.nodes()))
            .isEqualTo(new TrieProof.Present(Bytes.wrap(proof.account().orElseThrow().encode())));
        assertThat(proof.slots().getFirst().value()).isEqualTo(expected);
      }
    }
  }

  private TransactionInput store(Address contract, UInt256 slot, UInt256 value) {
    byte[] data = new byte[64];
    System.arraycopy(slot.toBytes(), 0, data, 0, 32);
    System.arraycopy(value.toBytes(), 0, data, 32, 32);
    return accounts.call(0, contract, UInt256.ZERO, Bytes.wrap(data), 100_000);
  }

  @Test
  void a_chain_on_disk_goes_on_after_a_restart_and_refuses_another_genesis(@TempDir Path folder) {
    SplittableRandom random = new SplittableRandom(77);
    List<List<TransactionInput>> blocks = new ArrayList<>();
    List<BlockHeader> headers = new ArrayList<>();
    try (EmbeddedEvm memory = EmbeddedEvm.open(genesis(), StateStore.inMemory())) {
      for (long t = 1; t <= 10; t++) {
        blocks.add(transfers(random, 40));
        headers.add(memory.execute(input(memory, t, blocks.getLast())).header());
      }
    }
    runOnDisk(folder, blocks, headers, 0, 7);
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), rocks(folder, 4))) {
      evm.reorgTo(headers.get(4).hash());
    }
    runOnDisk(folder, blocks, headers, 5, 10);
    Genesis other = genesis().withTimestamp(1);
    try (StateStore store = rocks(folder, 4)) {
      assertThatThrownBy(() -> EmbeddedEvm.open(other, store))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("genesis");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void trie_nodes_that_were_not_written_yet_come_back_from_the_flat_state(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MemoryKeyValueStore tables = new MemoryKeyValueStore();
    EmbeddedEvm evm = EmbeddedEvm.open(genesis(), StateStore.over(tables, StateStore.ARCHIVE));
    evm.execute(input(evm, 1, List.of(accounts.create(0, STORE_INIT, 200_000))));
    Address contract = Evm.createAddress(accounts.address(0), 0);
    for (long t = 2; t <= 60; t++) {
      UInt256 value = UInt256.of(random.nextInt(3));
      List<TransactionInput> txs = List.of(store(contract, UInt256.of(random.nextInt(20)), value));
      BlockHeader sealed = evm.execute(input(evm, t, txs)).header();
      if (random.nextInt(8) == 0) {
        // As after a crash: nobody closed the first store, and the second knows only its tables.
        evm = EmbeddedEvm.open(genesis(), StateStore.over(tables, StateStore.ARCHIVE));
      }
      if (random.nextInt(10) == 0) {
        evm.reorgTo(evm.store().hash(t - 1).orElseThrow());
        assertThat(evm.execute(input(evm, t, txs)).header()).isEqualTo(sealed);
      }
      Hash root = evm.store().header(t).orElseThrow().stateRoot();
      AccountProof proof = evm.store().prove(t, contract, List.of());
      assertThat(TrieProof.verify(root, HashedDiff.accountKey(contract).bytes(), proof.nodes()))
          .isInstanceOf(TrieProof.Present.class);
    }
  }

  /** One start of the chain for each block. */
  private void runOnDisk(
      Path folder,
      List<List<TransactionInput>> blocks,
      List<BlockHeader> headers,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      try (EmbeddedEvm evm = EmbeddedEvm.open(genesis(), rocks(folder, 4))) {
        assertThat(evm.execute(input(evm, i + 1, blocks.get(i))).header())
            .isEqualTo(headers.get(i));
        assertThat(evm.store().block(i + 1).orElseThrow().block().header())
            .isEqualTo(headers.get(i));
      }
    }
  }

  @Test
  void history_beyond_the_window_is_pruned_once_it_is_final() {
    try (EmbeddedEvm evm =
        EmbeddedEvm.open(genesis(), StateStore.over(new MemoryKeyValueStore(), 4))) {
      List<Hash> hashes = new ArrayList<>();
      for (long t = 1; t <= 10; t++) {
        hashes.add(evm.execute(input(evm, t, List.of(accounts.transfer(0, FEES, ETHER)))).hash());
      }
      assertThat(evm.store().firstState()).isEqualTo(0);
      evm.setFinalized(hashes.get(4));
      evm.execute(input(evm, 11, List.of()));
      assertThat(evm.store().firstState()).isEqualTo(5);
      assertThat(evm.store().stateAt(5).account(accounts.address(0)).orElseThrow().nonce())
          .isEqualTo(5);
      StateReader pruned = evm.store().stateAt(4);
      assertThatThrownBy(() -> pruned.account(FEES)).isInstanceOf(PrunedStateException.class);
    }
  }

  private static StateStore rocks(Path folder, long history) {
    return StateStore.rocksDb(folder, RocksKeyValueStore.Options.DEFAULT, history);
  }
}
