package metro.state;

import metro.ethereum.Bytes;

/**
 * The place of one value in the replicated state.
 *
 * @param bytes one byte naming the table, then the table's own key; order is unsigned lexicographic
 */
public record StateKey(Bytes bytes) implements Comparable<StateKey> {
  @Override
  public int compareTo(StateKey other) {
    return bytes.compareTo(other.bytes);
  }
}
