package metro.evm.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.block.BlockHeader;
import metro.evm.block.Bloom;
import metro.evm.block.Receipt;
import metro.evm.state.StateReader;
import metro.evm.trie.AccountProof;
import metro.evm.trie.HashedDiff;
import metro.evm.trie.StateTrie;

/**
 * A chain and its state. Blocks come on top ({@link #append}) and are taken from the top ({@link
 * #revertHead}); each is one atomic write with the head pointer in it, so that after a crash the
 * store is at a whole block.
 *
 * <p>One thread appends and reverts; any thread reads. States of earlier blocks are readable back
 * to {@link #firstState}.
 */
public final class StateStore implements AutoCloseable {
  /** How many blocks back states are readable, by default: most of a day of one-second blocks. */
  public static final long DEFAULT_HISTORY_BLOCKS = 65_536;

  /** Keep the history of all blocks: an archive. */
  public static final long ARCHIVE = Long.MAX_VALUE;

  /** How many blocks back {@link #prove} goes: it walks the changes of all blocks in between. */
  public static final int MAX_PROOF_DEPTH_BLOCKS = 128;

  /** Trie nodes kept in memory; about 200 bytes each. */
  public static final int MAX_TRIE_NODES = 1 << 20;

  private final KeyValueStore store;
  private final long historyBlocks;
  private final FlatState flat;
  private final HeadState headState;
  private final History history;
  private final ChainIndex index;
  private final Meta meta;

  /** Held for writing while the top moves, for reading by what needs top and trie to agree. */
  private final ReadWriteLock moving = new ReentrantReadWriteLock();

  private volatile Optional<BlockRef> head;

  /** Odd while the top moves; {@link #reverts} moves only when blocks are taken away. */
  private final AtomicLong moves = new AtomicLong();

  private final AtomicLong reverts = new AtomicLong();
  private final HeadTrie trie;

  /** Set while the top moves: what memory holds may be ahead of the tables if it stays set. */
  private boolean unsettled;

  private StateStore(KeyValueStore store, long historyBlocks) {
    this.store = store;
    this.historyBlocks = historyBlocks;
    this.flat = new FlatState(store);
    this.headState = new HeadState(flat);
    this.history = new History(store, flat, headState);
    this.index = new ChainIndex(store);
    this.meta = new Meta(store);
    meta.checkSchema();
    this.head = meta.get(Meta.HEAD);
    this.trie = HeadTrie.open(store, meta, index, history, historyBlocks);
  }

  /** A store over tables that this store closes with itself. */
  public static StateStore over(KeyValueStore tables, long historyBlocks) {
    return new StateStore(tables, historyBlocks);
  }

  /** A store in memory that keeps all history. */
  public static StateStore inMemory() {
    return over(new MemoryKeyValueStore(), ARCHIVE);
  }

  /** A store in a folder, created when it is not there. */
  public static StateStore rocksDb(
      Path folder, RocksKeyValueStore.Options options, long historyBlocks) {
    return over(RocksKeyValueStore.open(folder, options), historyBlocks);
  }

  private Hash rootAt(Optional<BlockRef> ref) {
    return ref.flatMap(r -> index.header(r.number()))
        .map(BlockHeader::stateRoot)
        .orElse(metro.evm.trie.Trie.EMPTY_ROOT);
  }

  // Changes: one thread

  /** A trie of the newest state to apply the next block's changes to. */
  public StateTrie nextTrie() {
    return trie.copy();
  }

  /** The newest state for the thread that appends: fast, but only as long as the top stays. */
  public StateReader headState() {
    return headState;
  }

  /**
   * Puts a block on top.
   *
   * @param diff what the block changes
   * @param next {@link #nextTrie} after these changes; belongs to the store afterwards
   * @throws IllegalArgumentException when the block does not follow the head or the trie's root is
   *     not the header's
   */
  public void append(StoredBlock block, HashedDiff diff, StateTrie next) {
    checkFollows(block, next);
    long number = block.ref().number();
    beginMove();
    try (KeyValueStore.Batch batch = store.batch()) {
      if (head.isPresent()) {
        history.apply(batch, number, diff);
      } else {
        history.applyFirst(batch, diff);
      }
      trie.append(batch, block.ref(), diff, next);
      index.put(batch, block);
      prune(batch, number);
      meta.put(batch, Meta.HEAD, block.ref());
      batch.commit();
      head = Optional.of(block.ref());
      unsettled = false;
    } finally {
      endMove();
    }
  }

  private void beginMove() {
    moving.writeLock().lock();
    if (unsettled) {
      moving.writeLock().unlock();
      throw new IllegalStateException("a write failed before: open the store again to go on");
    }
    unsettled = true;
    moves.incrementAndGet();
  }

  private void endMove() {
    moves.incrementAndGet();
    moving.writeLock().unlock();
  }

  private void checkFollows(StoredBlock block, StateTrie next) {
    BlockHeader header = block.block().header();
    boolean follows =
        head.map(top ->
                header.number() == top.number() + 1 && header.parentHash().equals(top.hash()))
            .orElse(true);
    if (!follows) {
      throw new IllegalArgumentException(
          "block " + header.number() + " does not follow the head " + head);
    }
    if (!next.rootHash().equals(header.stateRoot())) {
      throw new IllegalArgumentException(
          "state root " + next.rootHash() + " is not the header's " + header.stateRoot());
    }
  }

  private void prune(KeyValueStore.Batch batch, long number) {
    if (historyBlocks == ARCHIVE) {
      return;
    }
    long finalized = finalized().map(BlockRef::number).orElse(0L);
    long keepFrom = Math.min(Math.min(number - historyBlocks, finalized), trie.stored());
    long first = meta.firstState();
    for (long n = first + 1; n <= keepFrom; n++) {
      history.forget(batch, n);
    }
    if (keepFrom > first) {
      meta.putFirstState(batch, keepFrom);
    }
  }

  /**
   * Takes the newest block away. Its state root is checked against the parent's.
   *
   * @throws IllegalStateException when the block is final, the first one, or its undo was pruned
   */
  public StoredBlock revertHead() {
    BlockRef top = head.orElseThrow(() -> new IllegalStateException("the store has no block"));
    long parent = top.number() - 1;
    if (parent < firstState() || finalized().filter(f -> f.number() > parent).isPresent()) {
      throw new IllegalStateException("block " + top + " is final or the first one kept");
    }
    StoredBlock block = block(top.number()).orElseThrow();
    HashedDiff reverse = history.reverse(top.number());
    beginMove();
    reverts.incrementAndGet();
    try (KeyValueStore.Batch batch = store.batch()) {
      StateTrie back = trie.copy();
      back.apply(reverse);
      BlockRef below = new BlockRef(parent, block.block().header().parentHash());
      checkRoot(back, below);
      history.revert(batch, top.number(), reverse);
      trie.revert(batch, below, back);
      index.delete(batch, block);
      meta.put(batch, Meta.HEAD, below);
      if (safe().filter(s -> s.number() > parent).isPresent()) {
        meta.put(batch, Meta.SAFE, below);
      }
      batch.commit();
      head = Optional.of(below);
      unsettled = false;
      return block;
    } finally {
      headState.clear();
      reverts.incrementAndGet();
      endMove();
    }
  }

  private void checkRoot(StateTrie back, BlockRef below) {
    Hash expected = rootAt(Optional.of(below));
    if (!back.rootHash().equals(expected)) {
      throw new IllegalStateException(
          "the store is damaged: undo leads to root " + back.rootHash() + ", not " + expected);
    }
  }

  /** Sets the block that is certified. */
  public void setSafe(BlockRef ref) {
    putRef(Meta.SAFE, ref);
  }

  /** Sets the block that cannot be taken back any more. */
  public void setFinalized(BlockRef ref) {
    putRef(Meta.FINALIZED, ref);
  }

  private void putRef(String name, BlockRef ref) {
    try (KeyValueStore.Batch batch = store.batch()) {
      meta.put(batch, name, ref);
      batch.commit();
    }
  }

  // Reads: any thread

  /** The newest block. */
  public Optional<BlockRef> head() {
    return head;
  }

  /** The newest certified block. */
  public Optional<BlockRef> safe() {
    return meta.get(Meta.SAFE);
  }

  /** The newest final block. */
  public Optional<BlockRef> finalized() {
    return meta.get(Meta.FINALIZED);
  }

  /** The earliest block whose state is readable. */
  public long firstState() {
    return meta.firstState();
  }

  /**
   * The state at the end of a block, for any thread and for as long as it is kept; its methods
   * throw {@link PrunedStateException} when it is not.
   */
  public StateReader stateAt(long number) {
    return new PastState(this, flat, history, number);
  }

  /**
   * Proves an account and some slots at the end of a block (EIP-1186).
   *
   * @throws PrunedStateException when the block is more than {@link #MAX_PROOF_DEPTH_BLOCKS} below
   *     the head or its history is not kept
   */
  public AccountProof prove(long number, Address address, List<UInt256> slots) {
    moving.readLock().lock();
    try {
      long top = checkReadable(number);
      if (top - number > MAX_PROOF_DEPTH_BLOCKS) {
        throw new PrunedStateException(number, top - MAX_PROOF_DEPTH_BLOCKS, top);
      }
      StateTrie past = trie.copy();
      for (long n = top; n > number; n--) {
        past.apply(history.reverse(n));
      }
      past.rootHash();
      return past.prove(address, slots);
    } finally {
      moving.readLock().unlock();
    }
  }

  /** The header of a canonical block. */
  public Optional<BlockHeader> header(long number) {
    return index.header(number);
  }

  /** The hash of a canonical block. */
  public Optional<Hash> hash(long number) {
    return index.hash(number);
  }

  /** The number of a canonical block. */
  public Optional<Long> number(Hash hash) {
    return index.number(hash);
  }

  /** A canonical block with its receipts. */
  public Optional<StoredBlock> block(long number) {
    return index.block(number);
  }

  /** The receipts of a canonical block, none when there is no such block. */
  public List<Receipt> receipts(long number) {
    return index.receipts(number);
  }

  /** Where a transaction is. */
  public Optional<TransactionPosition> transaction(Hash hash) {
    return index.transaction(hash);
  }

  /**
   * Visits the blocks from {@code from} to {@code to} whose blooms are wanted, in order, until the
   * visitor says no. Blocks without logs are passed over without a look.
   */
  public void scanBlooms(long from, long to, Predicate<Bloom> wanted, LongPredicate visitor) {
    index.scanBlooms(from, to, wanted, visitor);
  }

  @Override
  public void close() {
    store.close();
  }

  // For PastState

  /** Changes whenever the top begins or ends to move; odd in between. */
  long moves() {
    return moves.get();
  }

  /** Changes whenever a block begins or ends to be taken away; odd in between. */
  long reverts() {
    return reverts.get();
  }

  /** Waits until the top does not move; whether there is one. */
  boolean awaitMove() {
    moving.readLock().lock();
    try {
      return head.isPresent();
    } finally {
      moving.readLock().unlock();
    }
  }

  /** The head's number, if the state of {@code number} can be read. */
  long checkReadable(long number) {
    long top = head.map(BlockRef::number).orElse(-1L);
    long first = firstState();
    if (number > top || number < first) {
      throw new PrunedStateException(number, first, top);
    }
    return top;
  }
}
