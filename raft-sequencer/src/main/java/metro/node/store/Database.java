package metro.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.HashLinkedListMemTableConfig;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB directory. Knows tables and bytes, not what they mean. Not safe to close while
 * others read: {@link Store} keeps them apart.
 */
final class Database implements AutoCloseable {
  private static final long BLOCK_CACHE_BYTES = 128L << 20;
  private static final long MEMTABLE_BYTES = 128L << 20;
  private static final int MAX_OPEN_FILES = 1024;
  private static final long INFO_LOG_BYTES = 1L << 20;
  private static final int HASHED_KEY_BYTES = 32;
  // Sorted when it leaves memory: small enough for the processor's cache, and several at once, so
  // that what was replaced meanwhile is not written. 64 MiB at a time took a third more processor
  // time.
  private static final long HASHED_MEMTABLE_BYTES = 8L << 20;
  private static final int HASHED_MEMTABLES_AT_ONCE = 4;
  private static final long HASHED_MEMTABLE_BUCKETS = 1 << 16;
  private static final int DIRECT_KEY_BYTES = 64;
  private static final int DIRECT_VALUE_BYTES = 512;

  static {
    RocksDB.loadLibrary();
  }

  private final RocksDB db;
  private final Map<Table, ColumnFamilyHandle> handles = new EnumMap<>(Table.class);
  private final ColumnFamilyHandle defaultHandle;
  // Options, caches and filters live as long as the database; closed after it, last opened first.
  private final List<AutoCloseable> owned;
  private final Batch writers = new Batch();
  private final WriteOptions unforced = new WriteOptions().setSync(false);

  private Database(RocksDB db, List<ColumnFamilyHandle> opened, List<AutoCloseable> owned) {
    this.db = db;
    this.owned = owned;
    // The first handle is RocksDB's own default family, unused.
    Iterator<ColumnFamilyHandle> inOrder = opened.subList(1, opened.size()).iterator();
    for (Table table : Table.values()) {
      handles.put(table, inOrder.next());
    }
    defaultHandle = opened.getFirst();
  }

  /** Opens the database in {@code directory}, creating it when there is none. */
  static Database open(Path directory) {
    List<AutoCloseable> owned = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      LRUCache cache = own(owned, new LRUCache(BLOCK_CACHE_BYTES));
      List<ColumnFamilyDescriptor> families = new ArrayList<>();
      families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
      for (Table table : Table.values()) {
        ColumnFamilyOptions options = own(owned, familyOptions(table, cache, owned));
        families.add(new ColumnFamilyDescriptor(table.columnFamily(), options));
      }
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      DBOptions options = own(owned, databaseOptions());
      RocksDB db = RocksDB.open(options, directory.toString(), families, handles);
      return new Database(db, handles, owned);
    } catch (RocksDBException | IOException e) {
      closeAll(owned);
      throw new StoreException("cannot open the store in " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Reads one value of the database in {@code directory} without changing anything there. */
  static Optional<byte[]> readOnce(Path directory, Table table, byte[] key) {
    List<ColumnFamilyDescriptor> families =
        List.of(
            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
            new ColumnFamilyDescriptor(table.columnFamily()));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = new DBOptions().setInfoLogLevel(InfoLogLevel.HEADER_LEVEL);
        RocksDB db = RocksDB.openReadOnly(options, directory.toString(), families, handles)) {
      Optional<byte[]> value = Optional.ofNullable(db.get(handles.getLast(), key));
      handles.forEach(ColumnFamilyHandle::close);
      return value;
    } catch (RocksDBException e) {
      throw new StoreException("cannot read the store in " + directory, e);
    }
  }

  private static DBOptions databaseOptions() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setDbWriteBufferSize(MEMTABLE_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setMaxBackgroundJobs(2)
        // One thread writes, and tables that are found by hash know no other way.
        .setAllowConcurrentMemtableWrite(false)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(INFO_LOG_BYTES)
        .setKeepLogFileNum(2);
  }

  private static ColumnFamilyOptions familyOptions(
      Table table, LRUCache cache, List<AutoCloseable> owned) {
    BlockBasedTableConfig format =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    if (table == Table.STATE || table == Table.TRANSACTIONS) {
      format.setFilterPolicy(own(owned, new BloomFilter(10, false)));
    }
    CompressionType compression =
        switch (table) {
          case BLOCKS -> CompressionType.ZSTD_COMPRESSION;
          case TRANSACTIONS -> CompressionType.NO_COMPRESSION;
          default -> CompressionType.LZ4_COMPRESSION;
        };
    ColumnFamilyOptions options =
        new ColumnFamilyOptions().setTableFormatConfig(format).setCompressionType(compression);
    if (table == Table.STATE || table == Table.TRANSACTIONS) {
      // Keys without an order that matters: found by hash, an insertion is one look into memory
      // instead of one for each level of a skip list.
      options
          .useCappedPrefixExtractor(HASHED_KEY_BYTES)
          .setMemTableConfig(
              new HashLinkedListMemTableConfig().setBucketCount(HASHED_MEMTABLE_BUCKETS))
          .setWriteBufferSize(HASHED_MEMTABLE_BYTES)
          .setMinWriteBufferNumberToMerge(HASHED_MEMTABLES_AT_ONCE)
          // Room for seconds of load while a busy machine writes out; MEMTABLE_BYTES is the limit.
          .setMaxWriteBufferNumber(3 * HASHED_MEMTABLES_AT_ONCE);
    }
    return options;
  }

  Optional<byte[]> get(Table table, byte[] key) {
    try {
      return Optional.ofNullable(db.get(handles.get(table), key));
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  Optional<byte[]> get(Table table, byte[] key, ReadOptions options) {
    try {
      return Optional.ofNullable(db.get(handles.get(table), options, key));
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  /** The entry at {@code key} or, without one, at the next key in {@code direction}. */
  Optional<Entry> nearest(Table table, byte[] key, Direction direction) {
    try (RocksIterator iterator = db.newIterator(handles.get(table))) {
      switch (direction) {
        case UP -> iterator.seek(key);
        case DOWN -> iterator.seekForPrev(key);
      }
      if (!iterator.isValid()) {
        iterator.status();
        return Optional.empty();
      }
      return Optional.of(new Entry(iterator.key(), iterator.value()));
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  /** Makes all changes of {@code batch}, or none. */
  void write(Batch batch) {
    try {
      db.write(unforced, batch.batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** The empty batch of the one writer, who need not close it and has one at a time. */
  Batch writersBatch() {
    return writers.clear();
  }

  /** A batch to fill; close it. */
  Batch batch() {
    return new Batch();
  }

  /** Makes everything written durable. */
  void flushLog() {
    try {
      db.flushWal(true);
    } catch (RocksDBException e) {
      throw failed("flush", e);
    }
  }

  /** Hard-links the database as it is now into {@code target}, which must not exist. */
  void checkpoint(Path target) {
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException e) {
      throw failed("checkpoint", e);
    }
  }

  Snapshot snapshot() {
    return db.getSnapshot();
  }

  void release(Snapshot snapshot) {
    db.releaseSnapshot(snapshot);
  }

  @Override
  public void close() {
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      throw failed("close", e);
    } finally {
      handles.values().forEach(ColumnFamilyHandle::close);
      defaultHandle.close();
      unforced.close();
      writers.close();
      db.close();
      closeAll(owned);
    }
  }

  private static <T extends AutoCloseable> T own(List<AutoCloseable> owned, T resource) {
    owned.add(resource);
    return resource;
  }

  private static void closeAll(List<AutoCloseable> owned) {
    for (AutoCloseable resource : owned.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new StoreException("cannot free " + resource, e);
      }
    }
  }

  private static StoreException failed(String what, RocksDBException e) {
    return new StoreException("store: " + what + " failed: " + e.getMessage(), e);
  }

  /** Where to look when the key itself is not there. */
  enum Direction {
    UP,
    DOWN
  }

  /** A key with its value. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(byte[] key, byte[] value) {}

  /** Changes that happen together. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();
    // Arrays are copied once more on their way out of the heap.
    private final ByteBuffer keyBuffer = ByteBuffer.allocateDirect(DIRECT_KEY_BYTES);
    private final ByteBuffer valueBuffer = ByteBuffer.allocateDirect(DIRECT_VALUE_BYTES);

    Batch put(Table table, byte[] key, byte[] value) {
      try {
        if (key.length <= DIRECT_KEY_BYTES && value.length <= DIRECT_VALUE_BYTES) {
          keyBuffer.clear().put(key).flip();
          valueBuffer.clear().put(value).flip();
          batch.put(handles.get(table), keyBuffer, valueBuffer);
        } else {
          batch.put(handles.get(table), key, value);
        }
        return this;
      } catch (RocksDBException e) {
        throw failed("write", e);
      }
    }

    Batch delete(Table table, byte[] key) {
      try {
        batch.delete(handles.get(table), key);
        return this;
      } catch (RocksDBException e) {
        throw failed("write", e);
      }
    }

    /** Of all changes in it. */
    long bytes() {
      return batch.getDataSize();
    }

    /** Takes everything out again. */
    Batch clear() {
      batch.clear();
      return this;
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
