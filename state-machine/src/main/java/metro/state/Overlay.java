package metro.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import metro.ethereum.Bytes;

/**
 * Writes kept apart from the state they are made on, with savepoints. What was read from below is
 * kept too, so nothing is read from there twice.
 */
final class Overlay implements StateReader {
  private final StateReader base;
  private final Map<StateKey, Optional<Bytes>> original = new LinkedHashMap<>();
  private final Map<StateKey, Optional<Bytes>> written = new LinkedHashMap<>();
  private final List<Undo> journal = new ArrayList<>();

  private record Undo(StateKey key, boolean wasWritten, Optional<Bytes> value) {}

  Overlay(StateReader base) {
    this.base = base;
  }

  @Override
  public Optional<Bytes> get(StateKey key) {
    Optional<Bytes> own = written.get(key);
    return own != null ? own : original(key);
  }

  /** The value below this overlay. */
  Optional<Bytes> original(StateKey key) {
    return original.computeIfAbsent(key, base::get);
  }

  void put(StateKey key, Bytes value) {
    Optional<Bytes> before = written.put(key, Optional.of(value));
    journal.add(new Undo(key, before != null, before == null ? Optional.empty() : before));
  }

  /** A savepoint for {@link #rollback}. */
  int mark() {
    return journal.size();
  }

  /** Takes back every write since {@code mark}. */
  void rollback(int mark) {
    while (journal.size() > mark) {
      Undo undo = journal.removeLast();
      if (undo.wasWritten()) {
        written.put(undo.key(), undo.value());
      } else {
        written.remove(undo.key());
      }
    }
  }

  /** Every key written and its new value; only for reading. */
  Map<StateKey, Optional<Bytes>> written() {
    return Collections.unmodifiableMap(written);
  }

  /** Every key written, with its new value, in the order of first writing. */
  void forEachWritten(BiConsumer<StateKey, Optional<Bytes>> action) {
    written.forEach(action);
  }

  /** Everything written, in key order. */
  ChangeSet changes() {
    return ChangeSet.of(written);
  }
}
