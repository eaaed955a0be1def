package metro.bench.result;

/**
 * One stretch in which transactions that had been ordered before were executed as fast as they go.
 *
 * @param name who executed; catch-ups of one name are repetitions
 * @param repetition from 1
 * @param transactions executed, all of them included in blocks
 * @param blocks they make
 * @param seconds from before the first block to the last
 * @param laterTransactions about the last half of them: the JVM has compiled by then what it needs
 * @param laterSeconds these took
 * @param readySeconds from when the process was ready to begin, which is before its first block
 * @param use of the process in {@link #readySeconds}
 */
public record CatchUp(
    String name,
    int repetition,
    long transactions,
    long blocks,
    double seconds,
    long laterTransactions,
    double laterSeconds,
    double readySeconds,
    ProcessUse use) {
  /** The EVM alone, without network. */
  public static final String BARE = "bare EVM loop";

  /** A node that follows the committee. */
  public static final String SOFT = "rollup node, from the committee";

  /** A node that has the DA layer alone. */
  public static final String DA = "rollup node, from the DA layer";

  /** Transactions per second. */
  public double perSecond() {
    return transactions / seconds;
  }

  /** The same of the last half. */
  public double laterPerSecond() {
    return laterTransactions / laterSeconds;
  }

  /** The same from when the process was ready. */
  public double perSecondSinceReady() {
    return transactions / readySeconds;
  }

  /** Microseconds of processor time for one transaction, all threads together. */
  public double processorMicros() {
    return use.seconds() * 1e6 / transactions;
  }
}
