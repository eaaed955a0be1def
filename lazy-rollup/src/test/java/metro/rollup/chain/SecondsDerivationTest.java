package metro.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import org.junit.jupiter.api.Test;

final class SecondsDerivationTest {
  private static RollupBlock block(long number, long timeMs) {
    return new RollupBlock(
        History.ROLLUP, number, number * 2, timeMs, List.of(ModelEngine.transaction(1, number)));
  }

  private static SecondsDerivation start() {
    return SecondsDerivation.start(RollupHead.start(History.ROLLUP));
  }

  @Test
  void aBlockOfALaterSecondClosesTheOpenOne() {
    SecondsDerivation derivation = start();
    assertThat(derivation.append(block(1, 5_000)))
        .isEqualTo(new SecondsDerivation.Appended(Optional.empty()));
    assertThat(derivation.append(block(2, 5_999)))
        .isEqualTo(new SecondsDerivation.Appended(Optional.empty()));
    RollupHead afterTwo = derivation.head();

    SecondsDerivation.Result third = derivation.append(block(3, 6_000));

    assertThat(third)
        .isEqualTo(
            new SecondsDerivation.Appended(
                Optional.of(
                    new Second(
                        5,
                        RollupHead.start(History.ROLLUP),
                        afterTwo,
                        List.of(block(1, 5_000), block(2, 5_999))))));
    assertThat(derivation.open()).containsExactly(block(3, 6_000));
  }

  @Test
  void aHeaderOfTheSameSecondClosesNothing() {
    SecondsDerivation derivation = start();
    derivation.append(block(1, 5_000));
    assertThat(derivation.close(5_999)).isEmpty();
    assertThat(derivation.close(6_000)).isPresent();
    assertThat(derivation.close(7_000)).isEmpty();
  }

  @Test
  void whatDoesNotContinueTheChainIsRefusedAndChangesNothing() {
    SecondsDerivation derivation = start();
    derivation.append(block(1, 5_000));
    derivation.append(block(2, 6_000));
    RollupHead head = derivation.head();
    List<RollupBlock> wrong =
        List.of(
            block(2, 6_000),
            block(4, 6_000),
            block(3, 5_999),
            new RollupBlock(History.ROLLUP, 3, 4, 6_000, List.of(Bytes.EMPTY)),
            new RollupBlock(new metro.state.RollupId(9), 3, 9, 6_000, List.of(Bytes.EMPTY)));
    for (RollupBlock block : wrong) {
      assertThat(derivation.append(block))
          .as("%s", block)
          .isInstanceOf(SecondsDerivation.Refused.class);
    }
    assertThat(derivation.head()).isEqualTo(head);
    assertThat(derivation.open()).containsExactly(block(2, 6_000));
  }

  @Test
  void theSameBlocksGiveTheSameSecondsHoweverTheyAreCut() {
    long seed = 20260801;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<RollupBlock> blocks = History.random(random, 1 + random.nextInt(40), 50);
      List<Second> all = inOneGo(blocks);
      assertThat(withRandomHeadersBetween(random, blocks))
          .as("seed %d round %d", seed, round)
          .isEqualTo(all);
      assertThat(restartedAfterEverySecond(blocks))
          .as("seed %d round %d, restarted", seed, round)
          .isEqualTo(all);
      assertThat(all.stream().flatMap(s -> s.blocks().stream()).toList()).isEqualTo(blocks);
    }
  }

  private static List<Second> inOneGo(List<RollupBlock> blocks) {
    SecondsDerivation derivation = start();
    List<Second> seconds = new ArrayList<>();
    blocks.forEach(block -> closed(derivation.append(block)).ifPresent(seconds::add));
    derivation.close(Long.MAX_VALUE).ifPresent(seconds::add);
    return seconds;
  }

  private static List<Second> withRandomHeadersBetween(
      SplittableRandom random, List<RollupBlock> blocks) {
    SecondsDerivation derivation = start();
    List<Second> seconds = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      closed(derivation.append(blocks.get(i))).ifPresent(seconds::add);
      long until = i + 1 < blocks.size() ? blocks.get(i + 1).timeMs() : Long.MAX_VALUE - 1;
      long headerTime =
          blocks.get(i).timeMs() + random.nextLong(until - blocks.get(i).timeMs() + 1);
      if (random.nextBoolean()) {
        derivation.close(headerTime).ifPresent(seconds::add);
      }
    }
    derivation.close(Long.MAX_VALUE).ifPresent(seconds::add);
    return seconds;
  }

  private static List<Second> restartedAfterEverySecond(List<RollupBlock> blocks) {
    List<Second> seconds = new ArrayList<>();
    SecondsDerivation derivation = start();
    for (int i = 0; i < blocks.size(); i++) {
      Optional<Second> closed = closed(derivation.append(blocks.get(i)));
      if (closed.isPresent()) {
        seconds.add(closed.get());
        derivation = new SecondsDerivation(closed.get().after(), closed.get().epochSecond());
        assertThat(closed(derivation.append(blocks.get(i)))).isEmpty();
      }
    }
    derivation.close(Long.MAX_VALUE).ifPresent(seconds::add);
    return seconds;
  }

  private static Optional<Second> closed(SecondsDerivation.Result result) {
    return switch (result) {
      case SecondsDerivation.Appended(Optional<Second> closed) -> closed;
      case SecondsDerivation.Refused(String reason) -> throw new AssertionError(reason);
    };
  }
}
