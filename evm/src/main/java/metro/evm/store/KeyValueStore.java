package metro.evm.store;

import java.util.Optional;

/**
 * Ordered tables of byte strings with atomic writes. Arrays that go in or come out must not be
 * changed. Any thread reads; one thread at a time writes.
 */
public interface KeyValueStore extends AutoCloseable {
  /** The value of a key. */
  Optional<byte[]> get(Table table, byte[] key);

  /** Visits entries in the order of their keys from {@code from} on, until the visitor says no. */
  void scan(Table table, byte[] from, Visitor visitor);

  /** Begins a write. */
  Batch batch();

  @Override
  void close();

  /** Sees one entry after the other. */
  @FunctionalInterface
  interface Visitor {
    /** Whether to go on. */
    boolean visit(byte[] key, byte[] value);
  }

  /** Changes that become visible and durable together, in their order, or not at all. */
  interface Batch extends AutoCloseable {
    /** Sets a value. */
    void put(Table table, byte[] key, byte[] value);

    /** Removes a key if it is there. */
    void delete(Table table, byte[] key);

    /** Writes everything. */
    void commit();

    /** Gives up what was not committed. */
    @Override
    void close();
  }
}
