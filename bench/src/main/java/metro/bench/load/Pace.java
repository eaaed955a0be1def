package metro.bench.load;

/** When the next transaction is meant to be sent. */
public sealed interface Pace {
  /** So many per second over all streams, whatever comes back: what users do. */
  record Open(double perSecond) implements Pace {
    public Open {
      if (perSecond <= 0) {
        throw new IllegalArgumentException("a rate is above zero, not " + perSecond);
      }
    }

    /** When number {@code k} of stream {@code stream} of {@code streams} is meant to go. */
    long intended(long startNanos, long k, int stream, int streams) {
      return startNanos + (long) ((k * streams + stream) * 1e9 / perSecond);
    }
  }

  /** How many may go at once, whatever the time. */
  default int atOnce() {
    return this instanceof Closed closed ? closed.outstanding() : 0;
  }

  /** As many as keep this number in flight over all streams: finds out how much goes at all. */
  record Closed(int outstanding) implements Pace {}
}
