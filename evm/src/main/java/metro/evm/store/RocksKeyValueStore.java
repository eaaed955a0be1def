package metro.evm.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Tables in a RocksDB folder, one column family each. */
public final class RocksKeyValueStore implements KeyValueStore {
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final long BLOCK_BYTES = 16 << 10;

  private final Cache cache;
  private final BloomFilter filter;
  private final ColumnFamilyOptions familyOptions;
  private final DBOptions options;
  private final WriteOptions writeOptions;
  private final RocksDB database;
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);

  /**
   * How to open a store.
   *
   * @param cacheBytes bytes of blocks kept in memory
   * @param writeBufferBytes bytes of recent writes kept in memory, all tables together
   * @param syncEveryBlock whether a block is on disk before it counts; without it a power loss may
   *     take back the newest blocks, never a part of one
   */
  public record Options(long cacheBytes, long writeBufferBytes, boolean syncEveryBlock) {
    /** 128 MiB of cache, 128 MiB of write buffer, no sync: a rollup's node can derive it again. */
    public static final Options DEFAULT = new Options(128L << 20, 128L << 20, false);
  }

  private RocksKeyValueStore(Path folder, Options chosen) throws RocksDBException {
    cache = new LRUCache(chosen.cacheBytes);
    filter = new BloomFilter(BLOOM_BITS_PER_KEY);
    familyOptions = familyOptions(cache, filter);
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setDbWriteBufferSize(chosen.writeBufferBytes)
            .setMaxTotalWalSize(chosen.writeBufferBytes * 2)
            .setIncreaseParallelism(2);
    writeOptions = new WriteOptions().setSync(chosen.syncEveryBlock);
    database = RocksDB.open(options, folder.toString(), families(), handles);
    Table[] all = Table.values();
    for (int i = 0; i < all.length; i++) {
      tables.put(all[i], handles.get(1 + i));
    }
  }

  /**
   * Opens or creates the store in a folder.
   *
   * @throws IllegalStateException when another process has it open or it is damaged
   */
  public static RocksKeyValueStore open(Path folder, Options options) {
    RocksDB.loadLibrary();
    try {
      Files.createDirectories(folder);
      return new RocksKeyValueStore(folder, options);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the store's folder " + folder, e);
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "cannot open the store in " + folder + "; is another process using it?", e);
    }
  }

  private static ColumnFamilyOptions familyOptions(Cache cache, BloomFilter filter) {
    return new ColumnFamilyOptions()
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true));
  }

  /** The default family first, as RocksDB wants it, then one for each table. */
  private List<ColumnFamilyDescriptor> families() {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (Table table : Table.values()) {
      families.add(new ColumnFamilyDescriptor(table.storedName(), familyOptions));
    }
    return families;
  }

  private ColumnFamilyHandle handle(Table table) {
    return Objects.requireNonNull(tables.get(table));
  }

  @Override
  public Optional<byte[]> get(Table table, byte[] key) {
    try {
      return Optional.ofNullable(database.get(handle(table), key));
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  @Override
  public void scan(Table table, byte[] from, Visitor visitor) {
    try (RocksIterator iterator = database.newIterator(handle(table))) {
      for (iterator.seek(from); iterator.isValid(); iterator.next()) {
        if (!visitor.visit(iterator.key(), iterator.value())) {
          return;
        }
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failure("scan", e);
    }
  }

  @Override
  public Batch batch() {
    return new RocksBatch();
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    writeOptions.close();
    options.close();
    familyOptions.close();
    filter.close();
    cache.close();
  }

  private static IllegalStateException failure(String what, RocksDBException e) {
    return new IllegalStateException(
        "the store failed to " + what + "; look at the disk and its free space", e);
  }

  private final class RocksBatch implements Batch {
    private final WriteBatch batch = new WriteBatch();

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      try {
        batch.put(handle(table), key, value);
      } catch (RocksDBException e) {
        throw failure("write", e);
      }
    }

    @Override
    public void delete(Table table, byte[] key) {
      try {
        batch.delete(handle(table), key);
      } catch (RocksDBException e) {
        throw failure("write", e);
      }
    }

    @Override
    public void commit() {
      try {
        database.write(writeOptions, batch);
      } catch (RocksDBException e) {
        throw failure("write", e);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
