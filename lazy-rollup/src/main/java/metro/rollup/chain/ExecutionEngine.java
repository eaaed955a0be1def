package metro.rollup.chain;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * The port to what executes and stores EVM blocks. One caller at a time writes ({@link
 * RollupChain}); it is durable in call order: after a crash the chain is one it had at some moment,
 * no earlier than the last {@link #markFinalized}.
 */
public interface ExecutionEngine extends AutoCloseable {
  /** The newest sealed block. */
  BlockId head();

  /** The sealed block of a number on the current chain. */
  Optional<BlockId> block(long number);

  /**
   * A sealed block.
   *
   * @param id what it is now called
   * @param outcomes of the first {@code outcomes.size()} transactions given; the others did not fit
   */
  record Sealed(BlockId id, List<TransactionOutcome> outcomes) {
    public Sealed {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * Says what will be executed soon: what needs no state may begin. For any thread; nothing but
   * time depends on it.
   */
  void announce(List<Bytes> transactions);

  /**
   * Executes transactions in order on top of the head until one does not fit, seals the block and
   * makes it the head. What {@link #showPending} has executed by the same plan and is the beginning
   * of {@code transactions} need not be executed again. Never fails on what a transaction says. At
   * least one transaction is consumed if any is given.
   *
   * @param parentBeaconBlockRoot what contracts read by EIP-4788
   */
  Sealed seal(BlockPlan plan, Hash parentBeaconBlockRoot, List<Bytes> transactions);

  /**
   * Shows the open second: executes {@code transactions} after those shown before on top of the
   * head, without sealing. The first call after a {@link #seal}, {@link #revertTo} or {@link
   * #dropPending} starts afresh. Transactions that no longer fit, and all after them, are not
   * shown.
   *
   * @param plan as the block will be sealed
   */
  List<TransactionOutcome> showPending(BlockPlan plan, List<Bytes> transactions);

  /** Forgets what {@link #showPending} showed. */
  void dropPending();

  /** Moves the safe tag. */
  void markSafe(long number);

  /** Moves the finalized tag: nothing at or below it is ever reverted. */
  void markFinalized(long number);

  /** The block tagged safe, the genesis block at first. */
  BlockId safe();

  /** The block tagged finalized, the genesis block at first. */
  BlockId finalized();

  /**
   * Takes back all blocks above {@code number}, with their state.
   *
   * @throws IllegalArgumentException below the finalized block
   */
  void revertTo(long number);

  @Override
  void close();
}
