package metro.evm.trie;

import java.util.function.Function;
import metro.ethereum.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the hashes of the keys used last: the same accounts and slots come again and again, and
 * each time several parts want their hash. A place for each value of the low bits of the key's own
 * hash code; a newer key takes the place of an older one.
 *
 * <p>Safe for all threads without a lock: entries never change, and a lost one is computed again.
 */
final class KeyCache<K> {
  /** Keys remembered; about 200 bytes each. */
  static final int PLACES = 1 << 16;

  private static final int SPREAD = 0x9e3779b9;

  private final Function<K, Hash> function;
  private final @Nullable Entry<?>[] entries = new Entry<?>[PLACES];

  /** Not a record: racy publication is safe for final fields of any class, said here once. */
  private static final class Entry<K> {
    final K key;
    final Hash hash;

    Entry(K key, Hash hash) {
      this.key = key;
      this.hash = hash;
    }
  }

  KeyCache(Function<K, Hash> function) {
    this.function = function;
  }

  Hash hash(K key) {
    int spread = key.hashCode() * SPREAD;
    int place = (spread ^ spread >>> 16) & PLACES - 1;
    Entry<?> known = entries[place];
    if (known != null && known.key.equals(key)) {
      return known.hash;
    }
    Hash hash = function.apply(key);
    entries[place] = new Entry<>(key, hash);
    return hash;
  }
}
