package metro.node.store;

import java.util.Optional;
import metro.state.ChangeSet;
import metro.state.StateKey;
import metro.state.StateReader;
import metro.state.StateValue;

/** A state with changes that are not written yet. */
record ChangedState(StateReader base, ChangeSet changes) implements StateReader {
  @Override
  public Optional<StateValue> get(StateKey key) {
    Optional<ChangeSet.Change> change = changes.find(key);
    return change.isPresent() ? change.get().value() : base.get(key);
  }
}
