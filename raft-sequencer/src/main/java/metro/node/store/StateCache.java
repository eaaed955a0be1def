package metro.node.store;

import java.util.Optional;
import java.util.function.Function;
import metro.node.memory.Recent;
import metro.state.ChangeSet;
import metro.state.StateKey;
import metro.state.StateValue;

/**
 * State values in memory, the newest of each key. Only the apply thread adds: what it reads and
 * what it writes. Others look a value up for the state they see, and find it when it has not
 * changed since.
 */
final class StateCache {
  /** Some 300 bytes each. */
  static final int MAX_VALUES = 131_072;

  private final Recent<StateKey, Cached> values = new Recent<>(MAX_VALUES);

  /**
   * A value.
   *
   * @param since the write that made it, or the newest one when it was read
   */
  private record Cached(Optional<StateValue> value, long since) {}

  /** The newest value, from {@code stored} when it is not in memory. Apply thread only. */
  Optional<StateValue> newest(
      StateKey key, long write, Function<StateKey, Optional<StateValue>> stored) {
    Optional<Cached> cached = values.find(key);
    if (cached.isPresent()) {
      return cached.get().value;
    }
    Optional<StateValue> value = stored.apply(key);
    values.put(key, new Cached(value, write));
    return value;
  }

  /** The value as of {@code write}, from {@code stored} when memory does not tell. */
  Optional<StateValue> at(
      StateKey key, long write, Function<StateKey, Optional<StateValue>> stored) {
    Optional<Cached> cached = values.find(key).filter(c -> c.since <= write);
    return cached.isPresent() ? cached.get().value : stored.apply(key);
  }

  /** Takes over what write number {@code write} changes, before it is made. Apply thread only. */
  void written(ChangeSet changes, long write) {
    for (ChangeSet.Change change : changes.changes()) {
      values.put(change.key(), new Cached(change.value(), write));
    }
  }

  /** Forgets everything: another database takes the place of this one. */
  void clear() {
    values.clear();
  }
}
