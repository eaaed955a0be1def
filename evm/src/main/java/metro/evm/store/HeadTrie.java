package metro.evm.store;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.evm.block.BlockHeader;
import metro.evm.trie.HashedDiff;
import metro.evm.trie.StateTrie;
import metro.evm.trie.Trie;

/**
 * The newest state's trie. Its nodes are most of what a block changes, and the same ones change in
 * every block: so the table of nodes lags some blocks behind, and is brought up from the flat
 * tables when the store is opened again. One thread.
 */
final class HeadTrie {
  /** Blocks that the table of nodes may lag behind; reopening applies their changes again. */
  static final int MAX_LAG_BLOCKS = 16;

  /** Changed accounts and slots that may wait; about 10 nodes of 200 bytes each. */
  static final int MAX_LAG_CHANGES = 1 << 15;

  /** Blocks after which nodes that nobody used may be forgotten. */
  private static final int TRIM_INTERVAL_BLOCKS = 64;

  private final TrieNodes nodes;
  private final Meta meta;
  private final long maxLagBlocks;
  private StateTrie trie;
  private long stored;
  private int waiting;
  private long trimmed;

  private HeadTrie(TrieNodes nodes, Meta meta, long maxLagBlocks, StateTrie trie, long stored) {
    this.nodes = nodes;
    this.meta = meta;
    this.maxLagBlocks = maxLagBlocks;
    this.trie = trie;
    this.stored = stored;
    this.trimmed = stored;
  }

  /**
   * The trie of the newest state.
   *
   * @param historyBlocks whose undo is kept: the table never lags further behind
   * @throws IllegalStateException when the tables do not lead to the head's state root
   */
  static HeadTrie open(
      KeyValueStore store, Meta meta, ChainIndex index, History history, long historyBlocks) {
    TrieNodes nodes = new TrieNodes(store);
    long lag = Math.min(MAX_LAG_BLOCKS, historyBlocks);
    Optional<BlockRef> head = meta.get(Meta.HEAD);
    if (head.isEmpty()) {
      return new HeadTrie(nodes, meta, lag, StateTrie.open(Trie.EMPTY_ROOT, nodes), 0);
    }
    long top = head.get().number();
    long at = meta.get(Meta.TRIE).map(BlockRef::number).orElse(top);
    StateTrie trie = StateTrie.open(root(index, at), nodes);
    trie.apply(history.since(at, top));
    requireRoot(trie, root(index, top));
    return new HeadTrie(nodes, meta, lag, trie, at);
  }

  private static Hash root(ChainIndex index, long number) {
    return index.header(number).map(BlockHeader::stateRoot).orElseThrow();
  }

  private static void requireRoot(StateTrie trie, Hash expected) {
    if (!trie.rootHash().equals(expected)) {
      throw new IllegalStateException(
          "the store is damaged: its state has root "
              + trie.rootHash()
              + ", not "
              + expected
              + ": delete the folder and derive the chain again");
    }
  }

  /** A trie of its own to apply changes to. */
  StateTrie copy() {
    return trie.copy();
  }

  /** The newest block whose nodes are in the table: later blocks' undo is needed to reopen. */
  long stored() {
    return stored;
  }

  /**
   * Makes {@code next} the trie once {@code batch} is written; writes its nodes when it is time.
   */
  void append(KeyValueStore.Batch batch, BlockRef block, HashedDiff diff, StateTrie next) {
    waiting += diff.accounts().stream().mapToInt(a -> 1 + a.slots().size()).sum();
    trie = next;
    if (block.number() == 0
        || block.number() - stored >= maxLagBlocks
        || waiting >= MAX_LAG_CHANGES) {
      store(batch, block);
      trimSometimes(block.number());
    }
  }

  /** Makes {@code back}, the state at an earlier block, the trie and writes its nodes. */
  void revert(KeyValueStore.Batch batch, BlockRef below, StateTrie back) {
    trie = back;
    store(batch, below);
  }

  private void store(KeyValueStore.Batch batch, BlockRef block) {
    trie.commit(nodes.into(batch));
    meta.put(batch, Meta.TRIE, block);
    stored = block.number();
    waiting = 0;
  }

  private void trimSometimes(long number) {
    if (number - trimmed >= TRIM_INTERVAL_BLOCKS || number == 0) {
      trie.trim(StateStore.MAX_TRIE_NODES);
      trimmed = number;
    }
  }
}
