package metro.node.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metro.ethereum.Secp256k1;
import metro.node.signature.KnownKeys;
import metro.state.Block;

/**
 * Checks all transactions' signatures of blocks, in parallel, beside the ordering path. Blocks that
 * wait together are checked together: the more signatures at once, the less each costs.
 */
public final class BlockCheck implements AutoCloseable {
  /** Blocks beyond so many items are left for the next time. */
  static final int MAX_ITEMS_TOGETHER = 4096;

  /** A thread's share is not cut smaller: checking together would no longer pay. */
  private static final int MIN_ITEMS_PER_TASK = 256;

  private static final int MAX_ITEMS_PER_TASK = 1024;

  private final ItemCheck check;
  private final int threads;
  private final ExecutorService pool;

  /**
   * An item nobody signed.
   *
   * @param height of its block
   * @param item its place there, from 0
   */
  public record Forged(long height, int item) {}

  /** With {@code threads} platform threads, each of which keeps a processor busy. */
  public BlockCheck(Secp256k1 secp256k1, KnownKeys keys, int threads) {
    this.check = new ItemCheck(secp256k1, keys);
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("block-check-", 0).factory());
  }

  /** The first item of the blocks whose sender did not sign it; empty when all did. */
  public Optional<Forged> firstForged(List<Block> blocks) throws InterruptedException {
    List<Block.Item> items = blocks.stream().flatMap(b -> b.items().stream()).toList();
    int perTask =
        Math.clamp(Math.ceilDiv(items.size(), threads), MIN_ITEMS_PER_TASK, MAX_ITEMS_PER_TASK);
    List<Callable<OptionalInt>> tasks = new ArrayList<>();
    for (int from = 0; from < items.size(); from += perTask) {
      int first = from;
      int end = Math.min(items.size(), from + perTask);
      tasks.add(() -> check.firstForged(items, first, end));
    }
    for (Future<OptionalInt> result : pool.invokeAll(tasks)) {
      OptionalInt forged = get(result);
      if (forged.isPresent()) {
        return Optional.of(place(blocks, forged.getAsInt()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  private static Forged place(List<Block> blocks, int position) {
    int rest = position;
    for (Block block : blocks) {
      if (rest < block.items().size()) {
        return new Forged(block.height(), rest);
      }
      rest -= block.items().size();
    }
    throw new IllegalArgumentException("the blocks hold no item " + position);
  }

  private static OptionalInt get(Future<OptionalInt> result) throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("checking a signature failed", e.getCause());
    }
  }
}
