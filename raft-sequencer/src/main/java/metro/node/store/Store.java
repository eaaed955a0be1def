package metro.node.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import metro.ethereum.Bytes;
import metro.node.chain.StateView;
import metro.node.memory.Recent;
import metro.node.store.Rows.HeaderRow;
import metro.state.ApplyResult;
import metro.state.Block;
import metro.state.ChangeSet;
import metro.state.HeadsTree;
import metro.state.LedgerView;
import metro.state.StateKey;
import metro.state.StateReader;
import metro.state.StateValue;

/**
 * The member's database: state, blocks and log position change together, one write for each log
 * entry.
 *
 * <p>{@link #apply} and {@link #skip} belong to the apply thread. {@link #replace} swaps the whole
 * database for an installed snapshot; readers of the old one get {@link StoreException} from their
 * views and take new ones.
 */
public final class Store implements AutoCloseable {
  private static final int FORMAT = 1;

  /** Values of a genesis in one write: memory tables are not made for millions at once. */
  private static final int MAX_GENESIS_PART = 50_000;

  /** Blocks in memory: everybody asks for the newest. */
  private static final int APPLIED_BLOCKS = 32;

  private final LiveDirectory directory;
  private final StampedLock lock = new StampedLock();
  private volatile Database database;
  private final AtomicLong generation = new AtomicLong();
  private volatile boolean closed;
  private final AtomicLong writes = new AtomicLong();
  private final LongAdder writtenBytes = new LongAdder();
  private final StateCache cache = new StateCache();
  private final Recent<Long, Applied> applied = new Recent<>(APPLIED_BLOCKS);
  private volatile LogPosition position;
  // A view of the newest state, made when first asked for.
  private volatile Optional<View> newest = Optional.empty();

  private Store(LiveDirectory directory, Database database) {
    this.directory = directory;
    this.database = database;
    this.position = readPosition(database);
  }

  /**
   * Opens the store below {@code directory}. A new one starts with {@code genesis}.
   *
   * @throws StoreException when the store cannot be opened, is of another format, or of another
   *     committee
   */
  public static Store open(Path directory, ChangeSet genesis) {
    LiveDirectory live = new LiveDirectory(directory);
    live.recover();
    HeaderRow row = genesisRow(genesis);
    if (!live.exists()) {
      create(live, genesis.changes(), row);
    }
    Store store = new Store(live, Database.open(live.path()));
    try {
      store.checkFormat();
      store.checkGenesis(row);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The newest log entry whose effect is in the store. */
  public LogPosition position() {
    return position;
  }

  /**
   * Bytes written for log entries since the store was opened: keys, values and a few around them.
   */
  public long writtenBytes() {
    return writtenBytes.sum();
  }

  /** Reads the newest state, for the apply thread only: others take a {@link #view}. */
  public StateReader newestState() {
    return key -> cache.newest(key, writes.get(), this::read);
  }

  private Optional<StateValue> read(StateKey key) {
    return database
        .get(Table.STATE, key.bytes().arrayForReading())
        .map(bytes -> StateValue.of(Bytes.wrap(bytes)));
  }

  /** A value of the state as of a write, from memory when it has not changed since. */
  Optional<StateValue> cached(
      StateKey key, long write, Function<StateKey, Optional<StateValue>> stored) {
    return cache.at(key, write, stored);
  }

  /** Writes what the entry at {@code at} did, in one step. */
  public void apply(LogPosition at, ApplyResult result) {
    Database.Batch batch = database.writersBatch();
    // Before the write: who looks at a snapshot that may hold it must not find the value before.
    cache.written(result.changes(), writes.get() + 1);
    putChanges(batch, result.changes().changes());
    result.block().ifPresent(b -> BlockRows.write(batch, b, rollupCountAfter(result.changes())));
    commit(batch, at);
    result
        .block()
        .ifPresent(block -> applied.put(block.height(), new Applied(block, result.heads())));
  }

  /**
   * A block that was applied lately.
   *
   * @param heads all rollups' heads after it
   */
  record Applied(Block block, HeadsTree heads) {}

  /** The block at {@code height}, when it was applied lately. */
  Optional<Applied> appliedLately(long height) {
    return applied.find(height);
  }

  /** Notes that the entry at {@code at} has no effect on the state. */
  public void skip(LogPosition at) {
    commit(database.writersBatch(), at);
  }

  /** Keeps a certificate. Not forced: members can always sign again what they signed. */
  void putCertificate(long height, byte[] certificate) {
    reading(db -> {
      try (Database.Batch batch = db.batch()) {
        db.write(batch.put(Table.CERTIFICATES, Rows.number(height), certificate));
      }
      return height;
    });
  }

  /** The newest state, unchanging. */
  public StateView view() {
    Optional<View> cached = newest;
    if (cached.isPresent() && cached.get().madeAt == writes.get()) {
      return cached.get();
    }
    return reading(db -> {
      View view = new View(this, db, generation.get(), writes.get());
      newest = Optional.of(view);
      return view;
    });
  }

  /** Hard-links everything as it is now into {@code target}, which must not exist. */
  public void checkpoint(Path target) {
    reading(db -> {
      db.flushLog();
      db.checkpoint(target);
      return target;
    });
  }

  /**
   * Throws everything away and goes on from a copy of {@code checkpoint}, which stays as it is.
   * Called while nothing is applied.
   */
  public void replace(Path checkpoint) {
    directory.prepare(checkpoint);
    long stamp = lock.writeLock();
    try {
      requireOpen();
      newest = Optional.empty();
      generation.incrementAndGet();
      writes.incrementAndGet();
      cache.clear();
      applied.clear();
      database.close();
      directory.activate();
      database = Database.open(directory.path());
      position = readPosition(database);
      checkFormat();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  @Override
  public void close() {
    long stamp = lock.writeLock();
    try {
      if (!closed) {
        closed = true;
        newest = Optional.empty();
        generation.incrementAndGet();
        database.close();
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** The log position a checkpoint stands at. */
  public static LogPosition positionOf(Path checkpoint) {
    return Database.readOnce(checkpoint, Table.META, Rows.POSITION_KEY)
        .map(LogPosition::decode)
        .orElse(LogPosition.START);
  }

  /** Runs {@code read} while the database cannot go away. */
  <T> T reading(Function<Database, T> read) {
    long stamp = lock.readLock();
    try {
      requireOpen();
      return read.apply(database);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** As {@link #reading}, for one generation of the database; empty when it is gone. */
  <T> Optional<T> readingGeneration(long wanted, Function<Database, T> read) {
    long stamp = lock.readLock();
    try {
      return closed || generation.get() != wanted
          ? Optional.empty()
          : Optional.of(read.apply(database));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreException("the store is closed: this member is stopping");
    }
  }

  private static void putChanges(Database.Batch batch, List<ChangeSet.Change> changes) {
    for (ChangeSet.Change change : changes) {
      byte[] key = change.key().bytes().arrayForReading();
      change
          .value()
          .ifPresentOrElse(
              value -> batch.put(Table.STATE, key, value.bytes().arrayForReading()),
              () -> batch.delete(Table.STATE, key));
    }
  }

  private int rollupCountAfter(ChangeSet changes) {
    return new LedgerView(new ChangedState(newestState(), changes)).rollupCount();
  }

  private void commit(Database.Batch batch, LogPosition at) {
    batch.put(Table.META, Rows.POSITION_KEY, at.encode());
    database.write(batch);
    writtenBytes.add(batch.bytes());
    position = at;
    writes.incrementAndGet();
  }

  private void checkFormat() {
    long found = database.get(Table.META, Rows.FORMAT_KEY).map(Rows::number).orElse(0L);
    if (found != FORMAT) {
      throw new StoreException(
          "the store is of format " + found + ", this program reads " + FORMAT);
    }
  }

  private static HeaderRow genesisRow(ChangeSet genesis) {
    LedgerView state = new LedgerView(new ChangedState(key -> Optional.empty(), genesis));
    return new HeaderRow(state.tip(), state.rollupCount());
  }

  /** Makes a store that holds {@code genesis}: all of it, or none when this is cut off. */
  private static void create(
      LiveDirectory live, List<ChangeSet.Change> genesis, HeaderRow genesisRow) {
    try (Database database = Database.open(live.next())) {
      for (int from = 0; from < genesis.size(); from += MAX_GENESIS_PART) {
        Database.Batch part = database.writersBatch();
        putChanges(part, genesis.subList(from, Math.min(from + MAX_GENESIS_PART, genesis.size())));
        database.write(part);
      }
      database.write(
          database
              .writersBatch()
              .put(Table.HEADERS, Rows.number(0), genesisRow.encode())
              .put(Table.META, Rows.FORMAT_KEY, Rows.number(FORMAT)));
    }
    live.activate();
  }

  private void checkGenesis(HeaderRow wanted) {
    Optional<HeaderRow> stored = database.get(Table.HEADERS, Rows.number(0)).map(HeaderRow::decode);
    if (stored.isEmpty() || !stored.get().header().equals(wanted.header())) {
      throw new StoreException(
          "the store in "
              + directory.path()
              + " belongs to another committee: its genesis differs"
              + " from the configured one");
    }
  }

  private static LogPosition readPosition(Database database) {
    return database
        .get(Table.META, Rows.POSITION_KEY)
        .map(LogPosition::decode)
        .orElse(LogPosition.START);
  }
}
