package metro.soft;

/**
 * Which height a member signs next when it is behind. If every member signed only its newest
 * header, members that are busy would sign different headers and none would ever reach a majority.
 * So a member signs the roundest height first: the one in reach that the largest power of two
 * divides. Every multiple of 2^k is then signed by all members that are at most 2^k headers behind,
 * and a member that is idle still ends at the newest header, after at most log2(backlog) steps.
 */
public final class SigningSchedule {
  private SigningSchedule() {}

  /**
   * The height to sign next.
   *
   * @param signed up to which height this member has signed
   * @param applied newest height it may sign, above {@code signed}
   * @throws IllegalArgumentException unless 0 &lt;= signed &lt; applied
   */
  public static long next(long signed, long applied) {
    if (signed < 0 || signed >= applied) {
      throw new IllegalArgumentException("nothing to sign above " + signed + " up to " + applied);
    }
    // Above the highest bit in which the two differ they are equal: clear everything below it.
    long differing = Long.highestOneBit(signed ^ applied);
    return applied & -differing;
  }
}
