package metro.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import metro.ethereum.Bytes;
import metro.state.ChangeSet;
import metro.state.ChangeSet.Change;
import metro.state.StateKey;
import metro.state.StateValue;
import org.junit.jupiter.api.Test;

/** The cache against all states there were, from a seed. */
final class StateCacheTest {
  private static final int KEYS = 20;
  private static final int STEPS = 20_000;

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Map<StateKey, StateValue>> states = new ArrayList<>(List.of(new TreeMap<>()));
  private final StateCache cache = new StateCache();

  @Test
  void everyReaderSeesTheStateOfItsWrite() {
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(4)) {
        case 0 -> write();
        case 1 -> assertThat(newest(key())).isTrue();
        case 2 -> assertThat(at(key(), random.nextInt(states.size()))).isTrue();
        default -> assertThat(at(key(), states.size() - 1)).isTrue();
      }
    }
    assertThat(states.size()).isGreaterThan(1_000);
  }

  private void write() {
    Map<StateKey, StateValue> next = new TreeMap<>(states.getLast());
    Map<StateKey, Change> changes = new TreeMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      StateKey key = key();
      if (random.nextInt(5) == 0) {
        next.remove(key);
      } else {
        next.put(key, StateValue.of(Bytes.of(new byte[] {(byte) random.nextInt(256)})));
      }
      changes.put(key, new Change(key, Optional.ofNullable(next.get(key))));
    }
    cache.written(ChangeSet.sorted(changes.values()), states.size());
    states.add(next);
  }

  private boolean newest(StateKey key) {
    Optional<StateValue> stored = stored(key, states.size() - 1);
    return cache.newest(key, states.size() - 1, k -> stored).equals(stored);
  }

  private boolean at(StateKey key, int write) {
    Optional<StateValue> stored = stored(key, write);
    return cache.at(key, write, k -> stored).equals(stored);
  }

  private Optional<StateValue> stored(StateKey key, int write) {
    return Optional.ofNullable(states.get(write).get(key));
  }

  private StateKey key() {
    return new StateKey(Bytes.of(new byte[] {2, (byte) random.nextInt(KEYS)}));
  }
}
