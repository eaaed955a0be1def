package metro.evm.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import metro.ethereum.Hash;
import metro.evm.state.StateDiff;
import metro.evm.trie.HashedDiff;
import metro.evm.trie.StateTrie;

/**
 * Brings the trie after the execution of a block, on another thread: each part's changes go in
 * while the next part executes, so that little is left to do when the block is sealed.
 */
final class RootWork {
  private final StateTrie trie;
  private final Executor executor;
  private final List<FutureTask<Void>> tasks = new ArrayList<>();

  /** The executor runs tasks one after the other in their order. */
  RootWork(StateTrie trie, Executor executor) {
    this.trie = trie;
    this.executor = executor;
  }

  /** Adds the changes of one part. */
  void add(StateDiff diff) {
    submit(() -> {
      trie.apply(HashedDiff.of(diff));
      trie.rootHash();
    });
  }

  /** Waits for all parts; the state root after them. */
  Hash root() {
    tasks.forEach(RootWork::join);
    tasks.clear();
    return trie.rootHash();
  }

  /** The trie; only after {@link #root}. */
  StateTrie trie() {
    return trie;
  }

  private void submit(Runnable work) {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          work.run();
          return null;
        });
    tasks.add(task);
    executor.execute(task);
  }

  private static void join(FutureTask<Void> task) {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the state root", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("computing the state root failed", e.getCause());
    }
  }
}
