package metro.da.embedded.faults;

/** How long a fault lasts. A call counts only where the fault would show. */
public sealed interface Span {

  /** For the next calls. */
  record NextCalls(int count) implements Span {
    public NextCalls {
      requirePositive(count);
    }
  }

  /** Until so many blocks more were made. */
  record NextBlocks(int count) implements Span {
    public NextBlocks {
      requirePositive(count);
    }
  }

  /**
   * For some calls, until cleared: the same ones for the same seed.
   *
   * @param probability above 0, at most 1
   * @param seed of the choice
   */
  record Chance(double probability, long seed) implements Span {
    public Chance {
      if (!(probability > 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability is above 0 and at most 1");
      }
    }
  }

  /** Until cleared. */
  record UntilCleared() implements Span {}

  private static void requirePositive(int count) {
    if (count < 1 || count > 1_000_000_000) {
      throw new IllegalArgumentException("a fault lasts for 1 to 1000000000, not " + count);
    }
  }
}
