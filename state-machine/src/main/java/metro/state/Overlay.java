package metro.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import metro.ethereum.Bytes;

/**
 * Writes kept apart from the state they are made on, with savepoints. What was read from below is
 * kept too, so nothing is read from there twice.
 */
final class Overlay implements StateReader {
  private final StateReader base;
  private final Map<StateKey, Cell> cells = new LinkedHashMap<>();
  private final List<Undo> journal = new ArrayList<>();
  private int written;

  /** One key that was read or written. */
  static final class Cell {
    private final StateKey key;
    private final Optional<StateValue> original;
    private Optional<StateValue> value;
    private boolean written;

    private Cell(StateKey key, Optional<StateValue> original) {
      this.key = key;
      this.original = original;
      this.value = original;
    }

    StateKey key() {
      return key;
    }

    /** The value below the overlay. */
    Optional<StateValue> original() {
      return original;
    }

    /** The value now. */
    Optional<StateValue> value() {
      return value;
    }
  }

  private record Undo(Cell cell, boolean wasWritten, Optional<StateValue> value) {}

  Overlay(StateReader base) {
    this.base = base;
  }

  @Override
  public Optional<StateValue> get(StateKey key) {
    return cell(key).value;
  }

  private Cell cell(StateKey key) {
    Cell known = cells.get(key);
    if (known == null) {
      known = new Cell(key, base.get(key));
      cells.put(key, known);
    }
    return known;
  }

  void put(StateKey key, StateValue value) {
    Cell cell = cell(key);
    journal.add(new Undo(cell, cell.written, cell.value));
    written += cell.written ? 0 : 1;
    cell.written = true;
    cell.value = Optional.of(value);
  }

  void put(StateKey key, Bytes value) {
    put(key, StateValue.of(value));
  }

  /** Forgets all savepoints: what was written so far stays. */
  void commit() {
    journal.clear();
  }

  /** Takes back every write since the last {@link #commit}. */
  void rollback() {
    while (!journal.isEmpty()) {
      Undo undo = journal.removeLast();
      written -= undo.wasWritten() ? 0 : 1;
      undo.cell().written = undo.wasWritten();
      undo.cell().value = undo.value();
    }
  }

  /** Every key written, in the order of first asking. */
  void forEachWritten(Consumer<Cell> action) {
    for (Cell cell : cells.values()) {
      if (cell.written) {
        action.accept(cell);
      }
    }
  }

  /** Everything written, in key order. */
  ChangeSet changes() {
    List<ChangeSet.Change> changes = new ArrayList<>(written);
    forEachWritten(cell -> changes.add(new ChangeSet.Change(cell.key, cell.value)));
    return ChangeSet.sorted(changes);
  }
}
