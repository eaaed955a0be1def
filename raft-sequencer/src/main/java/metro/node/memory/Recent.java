package metro.node.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A map of what was put lately: at least the newest half of its bound, at most its bound. What is
 * asked for once and soon wants recency alone; a cache that prefers what was asked for often would
 * turn new entries away. Safe for all threads.
 */
public final class Recent<K, V> {
  private final int generation;
  private volatile Map<K, V> young;
  private volatile Map<K, V> old = Map.of();

  /** Of at most {@code max} entries, and a few more while threads put at once. */
  public Recent(int max) {
    this.generation = max / 2;
    this.young = new ConcurrentHashMap<>();
  }

  /** What was put for {@code key}, unless that is too long ago. */
  public Optional<V> find(K key) {
    V value = young.get(key);
    return Optional.ofNullable(value != null ? value : old.get(key));
  }

  /** Puts, or replaces. */
  public void put(K key, V value) {
    Map<K, V> map = young;
    map.put(key, value);
    if (map.size() >= generation) {
      rotate();
    }
  }

  /** Forgets everything. What is put at the same time may stay. */
  public synchronized void clear() {
    old = Map.of();
    young = new ConcurrentHashMap<>();
  }

  private synchronized void rotate() {
    if (young.size() >= generation) {
      // First this, so that a reader misses nothing in between.
      old = young;
      young = new ConcurrentHashMap<>(generation);
    }
  }
}
