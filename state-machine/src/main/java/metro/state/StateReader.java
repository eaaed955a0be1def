package metro.state;

import java.util.Optional;

/** Reads the replicated state as of one moment. */
@FunctionalInterface
public interface StateReader {
  /** The value at {@code key}, empty where there is none. */
  Optional<StateValue> get(StateKey key);
}
