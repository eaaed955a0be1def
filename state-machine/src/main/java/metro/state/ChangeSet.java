package metro.state;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;

/**
 * What one log entry changed, in key order.
 *
 * @param changes one for each changed key: the new value, or empty when the key was deleted
 */
public record ChangeSet(List<Change> changes) {
  /** Nothing. */
  static final ChangeSet NONE = new ChangeSet(List.of());

  private static final int TAG = 0x53;
  private static final Comparator<Change> BY_KEY = Comparator.comparing(Change::key);

  /** The new value of one key. */
  public record Change(StateKey key, Optional<StateValue> value) {}

  public ChangeSet {
    changes = List.copyOf(changes);
  }

  /** Orders changes of different keys. */
  public static ChangeSet sorted(Collection<Change> changes) {
    List<Change> sorted = new ArrayList<>(changes);
    sorted.sort(BY_KEY);
    return new ChangeSet(sorted);
  }

  /** What happened to {@code key}; empty when nothing did. */
  public Optional<Change> find(StateKey key) {
    int low = 0;
    int high = changes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = changes.get(middle).key().compareTo(key);
      if (order == 0) {
        return Optional.of(changes.get(middle));
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle;
    }
    return Optional.empty();
  }

  /** These changes and {@code value} at {@code key}, which comes before all of them. */
  ChangeSet after(StateKey key, StateValue value) {
    if (!changes.isEmpty() && changes.getFirst().key().compareTo(key) <= 0) {
      throw new IllegalArgumentException(key + " does not come before the changes");
    }
    List<Change> out = new ArrayList<>(changes.size() + 1);
    out.add(new Change(key, Optional.of(value)));
    out.addAll(changes);
    return new ChangeSet(out);
  }

  /**
   * The state hash after these changes: SHA-256(0x53, hash before, then for each change the key
   * with its length, 1 and the value with its length, or 0).
   */
  public Hash chain(Hash before) {
    MessageDigest digest = Sha256.digest();
    Encoder out = new Encoder(512).u8(TAG).hash(before);
    for (Change c : changes) {
      out.bytes(c.key().bytes());
      if (c.value().isPresent()) {
        out.u8(1).bytes(c.value().get().bytes());
      } else {
        out.u8(0);
      }
      out.drainTo(digest);
    }
    out.drainTo(digest);
    return Sha256.finish(digest);
  }
}
