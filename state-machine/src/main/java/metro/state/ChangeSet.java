package metro.state;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * What one log entry changed, in key order.
 *
 * @param changes one for each changed key: the new value, or empty when the key was deleted
 */
public record ChangeSet(List<Change> changes) {
  private static final int TAG = 0x53;
  private static final Comparator<Change> BY_KEY = Comparator.comparing(Change::key);

  /** The new value of one key. */
  public record Change(StateKey key, Optional<Bytes> value) {}

  public ChangeSet {
    changes = List.copyOf(changes);
  }

  /** Orders the entries of {@code changes} by key. */
  public static ChangeSet of(Map<StateKey, Optional<Bytes>> changes) {
    Change[] sorted = new Change[changes.size()];
    int count = 0;
    for (Map.Entry<StateKey, Optional<Bytes>> entry : changes.entrySet()) {
      sorted[count++] = new Change(entry.getKey(), entry.getValue());
    }
    Arrays.sort(sorted, BY_KEY);
    return new ChangeSet(List.of(sorted));
  }

  /**
   * The state hash after these changes: SHA-256(0x53, hash before, then for each change the key
   * with its length, 1 and the value with its length, or 0).
   */
  public Hash chain(Hash before) {
    Encoder out = new Encoder(1024).u8(TAG).hash(before);
    for (Change c : changes) {
      out.bytes(c.key().bytes());
      c.value().ifPresentOrElse(v -> out.u8(1).bytes(v), () -> out.u8(0));
    }
    return Sha256.hash(out.toBytes());
  }
}
