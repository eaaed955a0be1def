package metro.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForcedChainTest {
  private static final long T = 1_700_000_000L;
  private static final BlockRules RULES = new BlockRules(Address.ZERO, 100);

  @TempDir Path directory;
  private int stores;

  /** A node: its engine, its store, and the chain over both, which may be opened again. */
  private final class Node implements AutoCloseable {
    final ModelEngine engine = new ModelEngine(1_600_000_000L);
    private final Path folder = directory.resolve("node-" + stores++);
    private ChainStore store = ChainStore.open(folder);
    RollupChain chain = RollupChain.open(History.ROLLUP, RULES, engine, store);
    final List<FinalResult> results = new ArrayList<>();

    void restart() {
      store.close();
      store = ChainStore.open(folder);
      chain = RollupChain.open(History.ROLLUP, RULES, engine, store);
    }

    void take(ForcedHistory.Height height) {
      results.addAll(ForcedHistory.take(chain, height));
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static Bytes tx(int gas, long salt) {
    return ModelEngine.transaction(gas, salt);
  }

  private static RollupBlock block(long number, long second, Bytes... transactions) {
    return new RollupBlock(History.ROLLUP, number, number, second * 1000, List.of(transactions));
  }

  private static ForcedTransaction forced(long sequence, long due, Bytes raw) {
    return new ForcedTransaction(sequence, 1 + sequence, due, raw);
  }

  private static List<List<Bytes>> contents(Node node) {
    return node.engine.blocks().stream().skip(1).map(ModelEngine.ModelBlock::included).toList();
  }

  @Test
  void standsAtTheBeginningOfItsSecondOrInOneOfItsOwn() {
    try (Node node = new Node()) {
      node.chain.addForced(List.of(forced(0, T + 5, tx(1, 90)), forced(1, T + 7, tx(1, 91))));
      node.chain.append(block(1, T, tx(1, 1)));
      node.chain.append(block(2, T + 6, tx(1, 2)));
      node.chain.append(block(3, T + 7, tx(1, 3)));
      assertThat(node.engine.shown()).containsExactly(tx(1, 91), tx(1, 3));
      node.chain.closedBy(node.chain.tips().soft(), (T + 8) * 1000);

      assertThat(contents(node))
          .containsExactly(
              List.of(tx(1, 1)),
              List.of(tx(1, 90)),
              List.of(tx(1, 2)),
              List.of(tx(1, 91), tx(1, 3)));
      assertThat(node.engine.blocks().stream().skip(1).map(b -> b.id().timestamp()))
          .containsExactly(T, T + 5, T + 6, T + 7);
      assertThat(node.chain.record(Keccak.hash(tx(1, 91).toArray())).orElseThrow().origin())
          .isEqualTo(new Origin.Forced(2));
      assertThat(node.chain.record(Keccak.hash(tx(1, 3).toArray())).orElseThrow().origin())
          .isEqualTo(new Origin.Ordered(3, 0, 3));
    }
  }

  @Test
  void whatTheCommitteeOrderedInTimeLeavesNoTrace() {
    try (Node node = new Node();
        Node without = new Node()) {
      node.chain.addForced(List.of(forced(0, T + 5, tx(1, 1)), forced(1, T + 9, tx(1, 3))));
      for (Node each : List.of(node, without)) {
        each.chain.append(block(1, T, tx(1, 1)));
        each.chain.append(block(2, T + 6, tx(1, 2), tx(1, 3)));
        each.chain.closedBy(each.chain.tips().soft(), (T + 60) * 1000);
      }
      assertThat(node.engine.blocks()).isEqualTo(without.engine.blocks());
    }
  }

  @Test
  void whatTheCommitteeOrdersTooLateIsSkipped() {
    try (Node node = new Node()) {
      node.chain.addForced(List.of(forced(0, T + 5, tx(1, 90))));
      node.chain.append(block(1, T, tx(1, 1)));
      node.chain.append(block(2, T + 6, tx(1, 90), tx(1, 2)));
      node.chain.closedBy(node.chain.tips().soft(), (T + 7) * 1000);
      assertThat(contents(node))
          .containsExactly(List.of(tx(1, 1)), List.of(tx(1, 90)), List.of(tx(1, 2)));
    }
  }

  @Test
  void withoutACommitteeTheDaLayersClockDecides() {
    try (Node node = new Node()) {
      node.chain.addForced(List.of(forced(0, T + 5, tx(1, 90)), forced(1, T + 8, tx(1, 91))));
      node.chain.finalizeSeconds(List.of(), 2, T + 5);
      assertThat(contents(node)).isEmpty();
      node.chain.finalizeSeconds(List.of(), 3, T + 6);
      assertThat(contents(node)).containsExactly(List.of(tx(1, 90)));
      assertThat(node.chain.tips().finalizedBlock().timestamp()).isEqualTo(T + 5);

      RollupBlock late = block(1, T + 3, tx(1, 1));
      RollupHead start = RollupHead.start(History.ROLLUP);
      node.chain.append(late);
      node.restart();
      node.chain.append(late);
      node.chain.finalizeSeconds(
          List.of(new Second(T + 3, start, start.next(late), List.of(late))), 4, T + 4);
      node.chain.finalizeSeconds(List.of(), 5, T + 10);
      assertThat(contents(node))
          .containsExactly(List.of(tx(1, 90)), List.of(tx(1, 1)), List.of(tx(1, 91)));
      assertThat(node.chain.tips().finalizedBlock()).isEqualTo(node.engine.head());
    }
  }

  @Test
  void theOpenSecondIsShownAgainAfterWhatComesBeforeIt() {
    try (Node node = new Node()) {
      node.chain.append(block(1, T + 9, tx(1, 1)));
      node.chain.addForced(List.of(forced(0, T + 5, tx(1, 90))));
      assertThat(node.chain.finalizeSeconds(List.of(), 1, T + 6))
          .containsExactly(new FinalResult.Extended());
      assertThat(contents(node)).containsExactly(List.of(tx(1, 90)));
      assertThat(node.engine.shown()).containsExactly(tx(1, 1));
      node.chain.closedBy(node.chain.tips().soft(), (T + 10) * 1000);
      assertThat(contents(node)).containsExactly(List.of(tx(1, 90)), List.of(tx(1, 1)));
    }
  }

  @Test
  void aNodeThatFollowsAndOneThatReadsTheDaLayerAloneMakeTheSameChainWithoutReorganising() {
    long seed = 17;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 40; round++) {
      ForcedHistory history = new ForcedHistory(random, 1 + random.nextInt(60), 8);
      List<FinalResult> results = compare(random, history, 6, "seed %d round %d", seed, round);
      assertThat(results)
          .as("seed %d round %d", seed, round)
          .allMatch(r -> r instanceof FinalResult.Agreed || r instanceof FinalResult.Extended);
    }
  }

  @Test
  void aNodeThatReadsTheDaLayerLateAndACommitteeThatPostsLateEndAtTheSameChainWithoutFault() {
    long seed = 18;
    SplittableRandom random = new SplittableRandom(seed);
    boolean replaced = false;
    for (int round = 0; round < 40; round++) {
      ForcedHistory history = new ForcedHistory(random, 1 + random.nextInt(60), 90);
      List<FinalResult> results = compare(random, history, 60, "seed %d round %d", seed, round);
      assertThat(results)
          .as("seed %d round %d", seed, round)
          .noneMatch(FinalResult.Reorganised.class::isInstance);
      replaced |= results.stream().anyMatch(FinalResult.Replaced.class::isInstance);
    }
    assertThat(replaced).as("some round had something to replace").isTrue();
  }

  /**
   * Runs a node from the DA layer alone and one that also follows; what the second found.
   *
   * @param readLag seconds at most until a DA height is read
   */
  private List<FinalResult> compare(
      SplittableRandom random, ForcedHistory history, int readLag, String what, Object... args) {
    try (Node derived = new Node();
        Node followed = new Node()) {
      history.heights.forEach(derived::take);
      int next = 0;
      long readAt = 0;
      for (long now = history.heights.getFirst().second(); next < history.heights.size(); now++) {
        follow(random, followed, history, now);
        while (next < history.heights.size()
            && (readAt = Math.max(readAt, at(random, history, next, readLag))) <= now) {
          followed.take(history.heights.get(next++));
        }
        if (random.nextInt(20) == 0) {
          followed.restart();
        }
      }
      assertThat(followed.engine.blocks()).as(what, args).isEqualTo(derived.engine.blocks());
      assertThat(derived.chain.tips().finalized().number()).isEqualTo(history.blocks.size());
      assertThat(derived.engine.finalized()).isEqualTo(derived.engine.head());
      return followed.results;
    }
  }

  private static long at(SplittableRandom random, ForcedHistory history, int next, int lag) {
    return history.heights.get(next).second() + random.nextInt(lag);
  }

  /** The soft path up to a second of the clock: blocks, and sometimes that a second is closed. */
  private static void follow(
      SplittableRandom random, Node node, ForcedHistory history, long second) {
    long number = node.chain.tips().soft().number();
    while (number < history.blocks.size()
        && history.blocks.get((int) number).timeMs() / 1000 <= second) {
      node.chain.append(history.blocks.get((int) number++));
    }
    if (number > 0 && random.nextInt(3) == 0) {
      node.chain.certify(node.chain.tips().soft(), second * 1000);
    }
  }
}
