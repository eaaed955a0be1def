package metro.evm.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Tables in memory, for tests and for chains that may be lost. */
public final class MemoryKeyValueStore implements KeyValueStore {
  private final Map<Table, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Empty tables. */
  public MemoryKeyValueStore() {
    for (Table table : Table.values()) {
      tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  @Override
  public Optional<byte[]> get(Table table, byte[] key) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(map(table).get(key));
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void scan(Table table, byte[] from, Visitor visitor) {
    lock.readLock().lock();
    try {
      for (var entry : map(table).tailMap(from, true).entrySet()) {
        if (!visitor.visit(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public Batch batch() {
    return new MemoryBatch();
  }

  @Override
  public void close() {}

  private NavigableMap<byte[], byte[]> map(Table table) {
    NavigableMap<byte[], byte[]> map = tables.get(table);
    if (map == null) {
      throw new IllegalStateException("no table " + table);
    }
    return map;
  }

  private final class MemoryBatch implements Batch {
    private final List<Runnable> changes = new ArrayList<>();

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      changes.add(() -> map(table).put(key, value));
    }

    @Override
    public void delete(Table table, byte[] key) {
      changes.add(() -> map(table).remove(key));
    }

    @Override
    public void commit() {
      lock.writeLock().lock();
      try {
        changes.forEach(Runnable::run);
        changes.clear();
      } finally {
        lock.writeLock().unlock();
      }
    }

    @Override
    public void close() {
      changes.clear();
    }
  }
}
