package metro.bench.report;

import java.util.Locale;
import metro.bench.result.MemberMemory;
import metro.bench.result.Trend;

/**
 * How fast something grew, beside the configured heap.
 *
 * @param bytesPerHour slope of the line that fits best
 * @param error its standard error
 * @param heap the limit
 */
record Growth(double bytesPerHour, double error, double heap) {
  /** More of the heap in an hour than this is called growth. */
  static final double MOST_PER_HOUR = 0.1;

  /** Bytes of a MiB. */
  static final double MIB = 1 << 20;

  private static final double ERRORS = 2;
  private static final double SECONDS = 3600;

  /** What a trend over seconds means for a member. */
  static Growth of(Trend perSecond, MemberMemory member) {
    double heap = member.most(s -> s.heapMax());
    return new Growth(perSecond.slope() * SECONDS, perSecond.error() * SECONDS, heap);
  }

  /** What the slope and its error say: surely no growth, surely some, or neither. */
  Verdict verdict() {
    double most = MOST_PER_HOUR * heap;
    if (bytesPerHour + ERRORS * error <= most) {
      return Verdict.STEADY;
    }
    return bytesPerHour - ERRORS * error > most ? Verdict.GROWS : Verdict.CANNOT_TELL;
  }

  /** From best to worst. */
  enum Verdict {
    STEADY("yes"),
    CANNOT_TELL("cannot be told from so short a time"),
    GROWS("**no**");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    /** As an answer to whether it is steady. */
    String words() {
      return words;
    }
  }

  /** As in the report. */
  String words() {
    return String.format(
        Locale.ROOT,
        "%+.1f ± %.1f MiB/h (%+.1f %%)",
        bytesPerHour / MIB,
        error / MIB,
        100 * bytesPerHour / heap);
  }
}
