package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/**
 * A random committee's blocks and a random DA layer that holds them and forced transactions: some
 * new, some that the committee orders as well, some posted again.
 */
final class ForcedHistory {
  static final long DELAY = 20;

  /**
   * A DA height as the derivation hands it to the chain.
   *
   * @param second of its time
   * @param forced posted there
   * @param seconds closed by the batches there
   * @param completeBefore as said to the chain
   */
  record Height(
      long number,
      long second,
      List<ForcedTransaction> forced,
      List<Second> seconds,
      long completeBefore) {}

  final List<RollupBlock> blocks;
  final List<Height> heights = new ArrayList<>();

  private final SplittableRandom random;
  private final SecondsDerivation derivation =
      SecondsDerivation.start(RollupHead.start(History.ROLLUP));
  private final List<ForcedTransaction> forced = new ArrayList<>();
  private final long maxLag;
  private int posted;
  private long salt = 1_000_000;

  /**
   * Makes it all.
   *
   * @param maxLag seconds at most between ordering and posting; when it is short there is a batch
   *     at each height
   */
  ForcedHistory(SplittableRandom random, int blockCount, long maxLag) {
    this.random = random;
    this.maxLag = maxLag;
    this.blocks = History.random(random, blockCount, 120);
    long first = blocks.getFirst().timeMs() / 1000 - 30;
    long end = blocks.getLast().timeMs() / 1000 + maxLag + 5 * DELAY;
    for (long second = first; second < end; second += 1 + random.nextInt(6)) {
      heights.add(height(second, end - second < 3 * DELAY));
    }
  }

  private Height height(long second, boolean isQuiet) {
    List<ForcedTransaction> here = new ArrayList<>();
    for (int i = isQuiet || random.nextBoolean() ? 0 : 1 + random.nextInt(3); i > 0; i--) {
      here.add(
          new ForcedTransaction(
              forced.size() + here.size(), heights.size() + 1, second + DELAY, any(second)));
    }
    forced.addAll(here);
    List<Second> seconds = new ArrayList<>();
    long completeBefore = second - DELAY + 1;
    if (maxLag < DELAY / 2 || random.nextInt(3) > 0) {
      long timeMs = (second - random.nextLong(maxLag + 1)) * 1000;
      completeBefore = Math.max(completeBefore, batch(timeMs, seconds));
    }
    return new Height(heights.size() + 1, second, here, seconds, completeBefore);
  }

  private Bytes any(long second) {
    return switch (random.nextInt(4)) {
      case 0 -> ordered(second);
      case 1 -> forced.isEmpty() ? fresh() : forced.get(random.nextInt(forced.size())).raw();
      default -> fresh();
    };
  }

  private Bytes fresh() {
    return ModelEngine.transaction(random.nextInt(120), salt++);
  }

  /** What the committee orders soon, as an honest one does with what it reads here. */
  private Bytes ordered(long second) {
    return blocks.stream()
        .filter(block -> block.timeMs() / 1000 > second)
        .map(block -> block.transactions().getFirst())
        .findFirst()
        .orElseGet(this::fresh);
  }

  /** Posts everything up to a leader time; the second before which all is posted. */
  private long batch(long timeMs, List<Second> seconds) {
    while (posted < blocks.size() && blocks.get(posted).timeMs() <= timeMs) {
      SecondsDerivation.Result result = derivation.append(blocks.get(posted++));
      ((SecondsDerivation.Appended) result).closed().ifPresent(seconds::add);
    }
    if (posted == 0) {
      return Long.MIN_VALUE;
    }
    Optional<Second> closed = derivation.close(timeMs);
    closed.ifPresent(seconds::add);
    return SecondsDerivation.secondOf(Math.max(timeMs, blocks.get(posted - 1).timeMs()));
  }

  /** Hands a height to a chain. */
  static List<FinalResult> take(RollupChain chain, Height height) {
    chain.addForced(height.forced());
    return chain.finalizeSeconds(height.seconds(), height.number(), height.completeBefore());
  }
}
