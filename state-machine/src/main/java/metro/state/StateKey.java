package metro.state;

import metro.ethereum.Bytes;

/** The place of one value in the replicated state. */
public final class StateKey implements Comparable<StateKey> {
  private final Bytes bytes;
  private final int hashCode;

  /**
   * A key.
   *
   * @param bytes one byte naming the table, then the table's own key; order is unsigned
   *     lexicographic
   */
  public StateKey(Bytes bytes) {
    this.bytes = bytes;
    this.hashCode = bytes.hashCode();
  }

  /** Table and key. */
  public Bytes bytes() {
    return bytes;
  }

  @Override
  public int compareTo(StateKey other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof StateKey that
            && hashCode == that.hashCode
            && bytes.equals(that.bytes));
  }

  @Override
  public int hashCode() {
    return hashCode;
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
