package metro.state;

import java.util.Optional;
import metro.ethereum.Bytes;

/** Reads the replicated state as of one moment. */
@FunctionalInterface
public interface StateReader {
  /** The value at {@code key}, empty where there is none. */
  Optional<Bytes> get(StateKey key);
}
