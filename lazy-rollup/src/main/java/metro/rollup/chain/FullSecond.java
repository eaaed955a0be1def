package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/**
 * A second with all that is executed in it: the forced transactions due, then what the committee
 * ordered. Either may be missing, not both.
 *
 * @param epochSecond seconds since 1970
 * @param before the rollup's head before it
 * @param after the rollup's head after it, the same when the committee ordered nothing
 * @param forced what is due
 * @param blocks what the committee ordered
 */
record FullSecond(
    long epochSecond,
    RollupHead before,
    RollupHead after,
    ForcedQueue.Group forced,
    List<RollupBlock> blocks) {
  FullSecond {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty() && forced.transactions().isEmpty()) {
      throw new IllegalArgumentException("a second without a transaction makes no EVM block");
    }
  }

  /** A committee's second with what is due in it. */
  static FullSecond of(Second second, ForcedQueue.Group forced) {
    return new FullSecond(
        second.epochSecond(), second.before(), second.after(), forced, second.blocks());
  }

  /** A second in which the committee ordered nothing. */
  static FullSecond forcedOnly(long epochSecond, RollupHead head, ForcedQueue.Group forced) {
    return new FullSecond(epochSecond, head, head, forced, List.of());
  }

  boolean isForcedOnly() {
    return blocks.isEmpty();
  }

  /** What is executed, in order. */
  List<Bytes> transactions() {
    List<Bytes> all = new ArrayList<>();
    forced.transactions().forEach(transaction -> all.add(transaction.raw()));
    blocks.forEach(block -> all.addAll(block.transactions()));
    return all;
  }

  /** Where each of {@link #transactions()} comes from. */
  List<Origin> origins() {
    List<Origin> all = new ArrayList<>();
    forced
        .transactions()
        .forEach(transaction -> all.add(new Origin.Forced(transaction.daHeight())));
    for (RollupBlock block : blocks) {
      for (int i = 0; i < block.transactions().size(); i++) {
        all.add(new Origin.Ordered(block.number(), i, block.height()));
      }
    }
    return all;
  }
}
