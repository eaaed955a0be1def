package metro.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RollupChainTest {
  private static final long GAS_LIMIT = 100;
  private static final long GENESIS_TIME = 1_600_000_000L;
  private static final BlockRules RULES = new BlockRules(Address.ZERO, GAS_LIMIT);

  @TempDir Path directory;
  private int stores;

  private ChainStore store() {
    return ChainStore.open(directory.resolve("store-" + stores++));
  }

  private RollupChain open(ModelEngine engine, ChainStore store) {
    return RollupChain.open(History.ROLLUP, RULES, engine, store);
  }

  private static RollupBlock block(long number, long timeMs, Bytes... transactions) {
    return new RollupBlock(History.ROLLUP, number, number, timeMs, List.of(transactions));
  }

  private static Bytes tx(int gas, long salt) {
    return ModelEngine.transaction(gas, salt);
  }

  @Test
  void transactionsThatDoNotFitGoToFurtherBlocksWithRisingTimestamps() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      chain.append(block(1, 1_700_000_000_000L, tx(60, 1), tx(0, 2), tx(60, 3), tx(101, 4)));
      chain.append(block(2, 1_700_000_000_500L, tx(30, 5), tx(60, 6)));
      chain.append(block(3, 1_700_000_001_000L, tx(1, 7)));
      chain.closedBy(chain.tips().soft(), 1_700_000_005_000L);

      List<ModelEngine.ModelBlock> blocks = engine.blocks();
      assertThat(blocks.stream().map(b -> b.id().timestamp()))
          .containsExactly(
              GENESIS_TIME, 1_700_000_000L, 1_700_000_001L, 1_700_000_002L, 1_700_000_003L);
      assertThat(blocks.stream().map(b -> b.included()))
          .containsExactly(
              List.of(),
              List.of(tx(60, 1)),
              List.of(tx(60, 3), tx(30, 5)),
              List.of(tx(60, 6)),
              List.of(tx(1, 7)));
      RollupHead afterTwo =
          RollupHead.start(History.ROLLUP)
              .next(block(1, 1_700_000_000_000L, tx(60, 1), tx(0, 2), tx(60, 3), tx(101, 4)))
              .next(block(2, 1_700_000_000_500L, tx(30, 5), tx(60, 6)));
      assertThat(blocks.subList(1, 4))
          .allSatisfy(b -> assertThat(b.root()).isEqualTo(afterTwo.hash()));
      assertThat(blocks.get(4).root()).isEqualTo(chain.tips().soft().hash());
    }
  }

  @Test
  void aSecondOfUnusableTransactionsStillMakesABlockAndTellsWhy() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      chain.append(block(1, 1_700_000_000_000L, tx(0, 1)));
      chain.closedBy(chain.tips().soft(), 1_700_000_001_000L);
      assertThat(engine.blocks()).hasSize(2);
      TransactionRecord record = chain.record(Keccak.hash(tx(0, 1).toArray())).orElseThrow();
      assertThat(record.outcome())
          .isEqualTo(
              new TransactionOutcome.Skipped(
                  Keccak.hash(tx(0, 1).toArray()), ModelEngine.SKIP_CODE, "unusable"));
      assertThat(record.origin()).isEqualTo(new Origin.Ordered(1, 0, 1));
      assertThat(record.block()).isEqualTo(engine.head());
    }
  }

  @Test
  void theNextSecondIsAnnouncedUnlessTheSoftPathHasIt() {
    RollupBlock first = block(1, 1_700_000_000_000L, tx(1, 1));
    RollupBlock second = block(2, 1_700_000_001_000L, tx(1, 2));
    RollupBlock third = block(3, 1_700_000_002_000L, tx(1, 3));
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      chain.append(first);
      chain.append(second);
      chain.announce(second);
      assertThat(engine.announced()).isEmpty();
      chain.finalizeSeconds(seconds(List.of(first, second, third)));
      assertThat(engine.announced()).containsExactly(tx(1, 3));
    }
  }

  @Test
  void tagsMoveFromPendingOverLatestAndSafeToFinalized() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      RollupBlock first = block(1, 1_700_000_000_000L, tx(1, 1));
      chain.append(first);
      RollupHead head = RollupHead.start(History.ROLLUP).next(first);
      assertThat(engine.shown()).containsExactly(tx(1, 1));
      assertThat(chain.pendingRecord(Keccak.hash(tx(1, 1).toArray()))).isPresent();
      assertThat(chain.tips().latest().number()).isZero();

      assertThat(chain.certify(head, 1_700_000_000_900L)).isEqualTo(new SoftResult.Accepted());
      assertThat(chain.tips().latest().number()).as("the second is still open").isZero();

      chain.closedBy(head, 1_700_000_001_000L);
      assertThat(chain.tips().latest().number()).isEqualTo(1);
      assertThat(chain.tips().safe().number()).as("closed by nobody's certificate").isZero();

      chain.certify(head, 1_700_000_001_000L);
      assertThat(chain.tips().safe().number()).isEqualTo(1);
      assertThat(chain.tips().finalizedBlock().number()).isZero();

      Second second =
          new Second(1_700_000_000L, RollupHead.start(History.ROLLUP), head, List.of(first));
      assertThat(chain.finalizeSeconds(List.of(second)).getFirst())
          .isEqualTo(new FinalResult.Agreed());
      assertThat(chain.tips().finalizedBlock().number()).isEqualTo(1);
      assertThat(chain.finalizeSeconds(List.of(second)).getFirst())
          .isEqualTo(new FinalResult.Known());
    }
  }

  @Test
  void softAndFinalPathsMakeTheSameBlocks() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 30; round++) {
      List<RollupBlock> blocks = History.random(random, 1 + random.nextInt(60), 120);
      List<Second> seconds = seconds(blocks);
      ModelEngine soft = new ModelEngine(GENESIS_TIME);
      ModelEngine proven = new ModelEngine(GENESIS_TIME);
      ModelEngine both = new ModelEngine(GENESIS_TIME);
      try (ChainStore a = store();
          ChainStore b = store();
          ChainStore c = store()) {
        RollupChain softChain = open(soft, a);
        blocks.forEach(softChain::append);
        softChain.closedBy(softChain.tips().soft(), Long.MAX_VALUE);
        RollupChain provenChain = open(proven, b);
        provenChain.finalizeSeconds(seconds);
        interleave(random, open(both, c), blocks, seconds);
      }
      assertThat(proven.blocks()).as("seed %d round %d", seed, round).isEqualTo(soft.blocks());
      assertThat(both.blocks()).as("seed %d round %d, mixed", seed, round).isEqualTo(soft.blocks());
      assertThat(proven.finalized()).isEqualTo(proven.head());
    }
  }

  private static void interleave(
      SplittableRandom random, RollupChain chain, List<RollupBlock> blocks, List<Second> seconds) {
    int block = 0;
    int second = 0;
    while (second < seconds.size()) {
      if (block < blocks.size() && random.nextInt(3) > 0) {
        assertThat(chain.append(blocks.get(block++)))
            .isIn(new SoftResult.Accepted(), new SoftResult.Known());
      } else {
        assertThat(chain.finalizeSeconds(List.of(seconds.get(second++))).getFirst())
            .isNotInstanceOf(FinalResult.Reorganised.class);
      }
    }
  }

  static List<Second> seconds(List<RollupBlock> blocks) {
    SecondsDerivation derivation = SecondsDerivation.start(RollupHead.start(History.ROLLUP));
    List<Second> seconds = new ArrayList<>();
    for (RollupBlock block : blocks) {
      if (derivation.append(block) instanceof SecondsDerivation.Appended(Optional<Second> closed)) {
        closed.ifPresent(seconds::add);
      }
    }
    derivation.close(Long.MAX_VALUE).ifPresent(seconds::add);
    return seconds;
  }

  @Test
  void theDaLayerWinsOverWhatWasToldSoftly() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      RollupBlock told = block(1, 1_700_000_000_000L, tx(1, 1));
      RollupBlock posted = block(1, 1_700_000_000_000L, tx(1, 2));
      chain.append(told);
      chain.append(block(2, 1_700_000_001_000L, tx(1, 3)));
      chain.certify(RollupHead.start(History.ROLLUP).next(told), 1_700_000_000_000L);
      long generation = chain.tips().generation();

      RollupHead start = RollupHead.start(History.ROLLUP);
      FinalResult result =
          chain
              .finalizeSeconds(
                  List.of(new Second(1_700_000_000L, start, start.next(posted), List.of(posted))))
              .getFirst();

      assertThat(result)
          .isEqualTo(new FinalResult.Reorganised(start.next(told), start.next(posted), true, 1));
      assertThat(engine.blocks().getLast().included()).containsExactly(tx(1, 2));
      assertThat(chain.tips().generation()).isGreaterThan(generation);
      assertThat(chain.tips().certified()).isEqualTo(start.next(posted));
      assertThat(chain.record(Keccak.hash(tx(1, 1).toArray()))).isEmpty();
      assertThat(chain.record(Keccak.hash(tx(1, 2).toArray()))).isPresent();
    }
  }

  @Test
  void aSecondThatEndsEarlierOnTheDaLayerReorganises() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      RollupBlock first = block(1, 1_700_000_000_000L, tx(1, 1));
      chain.append(first);
      chain.append(block(2, 1_700_000_000_100L, tx(1, 2)));
      RollupHead start = RollupHead.start(History.ROLLUP);
      Second second = new Second(1_700_000_000L, start, start.next(first), List.of(first));
      assertThat(chain.finalizeSeconds(List.of(second)).getFirst())
          .isInstanceOf(FinalResult.Reorganised.class);
      assertThat(engine.blocks().getLast().included()).containsExactly(tx(1, 1));
    }
  }

  @Test
  void aHeadThatIsNotWhatTheBlocksLeadToIsAContradiction() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      chain.append(block(1, 1_700_000_000_000L, tx(1, 1)));
      chain.append(block(2, 1_700_000_002_000L, tx(1, 2)));
      RollupHead start = RollupHead.start(History.ROLLUP);
      RollupHead other = start.next(block(1, 1_700_000_000_000L, tx(1, 9)));
      assertThat(chain.certify(other, 1_700_000_001_000L))
          .isEqualTo(
              new SoftResult.Contradiction(
                  start.next(block(1, 1_700_000_000_000L, tx(1, 1))), other, false));
      chain.revertToCertified();
      assertThat(chain.tips().soft()).isEqualTo(start);
      assertThat(engine.blocks()).hasSize(1);
      assertThat(chain.append(block(1, 1_700_000_000_000L, tx(1, 9))))
          .isEqualTo(new SoftResult.Accepted());
      assertThat(chain.certify(other, 1_700_000_001_000L)).isEqualTo(new SoftResult.Accepted());
      assertThat(chain.tips().safe()).isEqualTo(engine.head());
    }
  }

  @Test
  void afterARestartTheChainGoesOnFromTheLastWholeSecond() {
    long seed = 99;
    SplittableRandom random = new SplittableRandom(seed);
    List<RollupBlock> blocks = History.random(random, 80, 120);
    ModelEngine whole = new ModelEngine(GENESIS_TIME);
    ModelEngine broken = new ModelEngine(GENESIS_TIME);
    try (ChainStore a = store();
        ChainStore b = store()) {
      RollupChain chain = open(whole, a);
      blocks.forEach(chain::append);

      RollupChain restarting = open(broken, b);
      while (restarting.tips().soft().number() < blocks.size()) {
        restarting.append(blocks.get((int) restarting.tips().soft().number()));
        if (random.nextInt(4) == 0) {
          if (random.nextBoolean()) {
            halfSealedBlock(broken);
          }
          restarting = open(broken, b);
        }
      }
      assertThat(broken.blocks()).as("seed %d", seed).isEqualTo(whole.blocks());
      assertThat(restarting.tips().soft()).isEqualTo(chain.tips().soft());
    }
  }

  /** What a crash between an EVM block and the node's own record of it leaves. */
  private static void halfSealedBlock(ModelEngine engine) {
    RollupHead start = RollupHead.start(History.ROLLUP);
    engine.seal(
        RULES.plan(engine.head(), 2_000_000_000L, start), start.hash(), List.of(tx(1, 1_000_000)));
  }

  @Test
  void aStoreThatIsBehindTheFinalizedChainIsRefused() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store();
        ChainStore empty = store()) {
      RollupChain chain = open(engine, store);
      RollupBlock only = block(1, 1_700_000_000_000L, tx(1, 1));
      RollupHead start = RollupHead.start(History.ROLLUP);
      chain.finalizeSeconds(
          List.of(new Second(1_700_000_000L, start, start.next(only), List.of(only))));
      assertThatThrownBy(() -> open(engine, empty))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("final up to block 1");
    }
  }

  @Test
  void recordsAndAnchorsSayWhereThingsAre() {
    ModelEngine engine = new ModelEngine(GENESIS_TIME);
    try (ChainStore store = store()) {
      RollupChain chain = open(engine, store);
      chain.append(block(1, 1_700_000_000_000L, tx(5, 1)));
      chain.append(block(2, 1_700_000_001_000L, tx(5, 2)));
      chain.closedBy(chain.tips().soft(), 1_700_000_002_000L);
      TransactionRecord first = chain.record(Keccak.hash(tx(5, 1).toArray())).orElseThrow();
      assertThat(first.block().number()).isEqualTo(1);
      assertThat(chain.anchorOf(1).orElseThrow().head().number()).isEqualTo(1);
      assertThat(chain.anchorOf(2).orElseThrow().head().number()).isEqualTo(2);
      assertThat(chain.anchorOf(3)).isEmpty();
    }
  }
}
