package metro.node.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.state.ChangeSet;
import metro.state.StateKey;
import metro.state.StateReader;

/** A state with changes that are not written yet. */
final class ChangedState implements StateReader {
  private final StateReader base;
  private final Map<StateKey, Optional<Bytes>> changed = new HashMap<>();

  ChangedState(StateReader base, ChangeSet changes) {
    this.base = base;
    changes.changes().forEach(c -> changed.put(c.key(), c.value()));
  }

  @Override
  public Optional<Bytes> get(StateKey key) {
    Optional<Bytes> value = changed.get(key);
    return value != null ? value : base.get(key);
  }
}
