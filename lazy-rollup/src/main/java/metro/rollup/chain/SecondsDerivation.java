package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/**
 * Cuts a rollup's ordered blocks into whole seconds. The soft path and the DA path run the same
 * code over the same blocks, however these were split on the way, and get the same seconds.
 *
 * <p>The rule: a block belongs to the second {@code floor(timeMs / 1000)}. A second is closed by
 * the first thing known to be of a later second: a block of this rollup, or a header of the
 * sequencer under which the rollup's head is the one reached here. A second without transactions
 * does not exist.
 *
 * <p>Pure: no clock, no I/O. Not safe for threads.
 */
public final class SecondsDerivation {
  /** What became of a block. */
  public sealed interface Result {}

  /**
   * The block was taken.
   *
   * @param closed the second it closed, when it is the first of a later one
   */
  public record Appended(Optional<Second> closed) implements Result {}

  /**
   * The block does not continue the chain; nothing changed.
   *
   * @param reason one English phrase
   */
  public record Refused(String reason) implements Result {}

  private final List<RollupBlock> open = new ArrayList<>();
  private RollupHead before;
  private RollupHead head;
  private long closedSecond;

  /**
   * Starts after a closed second.
   *
   * @param head the rollup's head after it
   * @param closedSecond no block of this second or an earlier one may follow; -1 at the start
   */
  public SecondsDerivation(RollupHead head, long closedSecond) {
    this.before = head;
    this.head = head;
    this.closedSecond = closedSecond;
  }

  /** Starts before a rollup's first block. */
  public static SecondsDerivation start(RollupHead start) {
    return new SecondsDerivation(start, -1);
  }

  /** The second a leader time belongs to. */
  public static long secondOf(long timeMs) {
    return Math.floorDiv(timeMs, 1000L);
  }

  /** Takes the next block. */
  public Result append(RollupBlock block) {
    Optional<String> problem = problem(block);
    if (problem.isPresent()) {
      return new Refused(problem.get());
    }
    Optional<Second> closed = close(block.timeMs());
    head = head.next(block);
    open.add(block);
    return new Appended(closed);
  }

  /**
   * Says that a header of leader time {@code timeMs} has been seen, under which {@link #head()} is
   * the rollup's head; returns the second this closes.
   */
  public Optional<Second> close(long timeMs) {
    return open.isEmpty() || secondOf(timeMs) <= openSecond() ? Optional.empty() : closeOpen();
  }

  private Optional<Second> closeOpen() {
    Second closed = new Second(openSecond(), before, head, open);
    open.clear();
    before = head;
    closedSecond = closed.epochSecond();
    return Optional.of(closed);
  }

  /** The rollup's head after the last block taken. */
  public RollupHead head() {
    return head;
  }

  /** The rollup's head before the open second. */
  public RollupHead headBeforeOpen() {
    return before;
  }

  /** The blocks of the second that is not closed yet. */
  public List<RollupBlock> open() {
    return List.copyOf(open);
  }

  /** The newest closed second, -1 before the first. */
  public long closedSecond() {
    return closedSecond;
  }

  private long openSecond() {
    return secondOf(open.getFirst().timeMs());
  }

  private Optional<String> problem(RollupBlock block) {
    if (!block.rollup().equals(head.rollup())) {
      return Optional.of("block of rollup " + block.rollup() + " instead of " + head.rollup());
    }
    if (block.number() != head.number() + 1) {
      return Optional.of("block " + block.number() + " after block " + head.number());
    }
    if (secondOf(block.timeMs()) <= closedSecond) {
      return Optional.of(
          "block %d is of second %d, which was closed at %d"
              .formatted(block.number(), secondOf(block.timeMs()), closedSecond));
    }
    if (!open.isEmpty()) {
      RollupBlock last = open.getLast();
      if (block.timeMs() < last.timeMs() || block.height() <= last.height()) {
        return Optional.of(
            "block %d has time %d and height %d after time %d and height %d"
                .formatted(
                    block.number(), block.timeMs(), block.height(), last.timeMs(), last.height()));
      }
    }
    return Optional.empty();
  }
}
