package metro.da;

/**
 * A height of the data availability layer, never to be mixed up with one of the sequencer.
 *
 * @param value 0 before the first block
 */
public record DaHeight(long value) implements Comparable<DaHeight> {
  public DaHeight {
    if (value < 0) {
      throw new IllegalArgumentException("a DA height is not negative: " + value);
    }
  }

  /** The height after this one. */
  public DaHeight next() {
    return new DaHeight(Math.addExact(value, 1));
  }

  @Override
  public int compareTo(DaHeight other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
