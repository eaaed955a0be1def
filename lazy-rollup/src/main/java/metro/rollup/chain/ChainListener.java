package metro.rollup.chain;

import java.util.List;

/** Told about changes of the chain, in order, by the writing thread: must not block or throw. */
public interface ChainListener {
  /** Blocks {@code first} to {@code last} were sealed on top of what was there. */
  default void sealed(long first, BlockId last) {}

  /** Everything above {@code to} was taken back. */
  default void reverted(BlockId to) {}

  /** Ordered transactions were shown in the open second. */
  default void pending(List<TransactionOutcome> outcomes) {}

  /** The safe or the finalized block is another one. */
  default void tagsMoved() {}
}
