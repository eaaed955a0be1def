package metro.node.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metro.ethereum.Secp256k1;
import metro.state.Block;
import metro.state.BlockVerifier;

/** Checks all transactions' signatures of a block, in parallel, beside the ordering path. */
public final class BlockCheck implements AutoCloseable {
  private static final int ITEMS_PER_TASK = 64;

  private final BlockVerifier verifier;
  private final ExecutorService pool;

  /** With {@code threads} platform threads: the work is native and keeps a processor busy. */
  public BlockCheck(Secp256k1 secp256k1, int threads) {
    this.verifier = new BlockVerifier(secp256k1);
    this.pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("block-check-", 0).factory());
  }

  /** The first item whose sender did not sign it; empty when all did. */
  public OptionalInt firstForged(Block block) throws InterruptedException {
    List<Callable<OptionalInt>> tasks = new ArrayList<>();
    int size = block.items().size();
    for (int from = 0; from < size; from += ITEMS_PER_TASK) {
      int first = from;
      int end = Math.min(size, from + ITEMS_PER_TASK);
      tasks.add(() -> verifier.firstForged(block.items(), first, end));
    }
    for (Future<OptionalInt> result : pool.invokeAll(tasks)) {
      OptionalInt forged = get(result);
      if (forged.isPresent()) {
        return forged;
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  private static OptionalInt get(Future<OptionalInt> result) throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("checking a signature failed", e.getCause());
    }
  }
}
