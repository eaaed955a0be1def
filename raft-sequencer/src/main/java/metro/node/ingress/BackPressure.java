package metro.node.ingress;

/**
 * How much may be ordered while the DA layer is behind: what is ordered must be posted one day.
 * Safe from any thread.
 */
public interface BackPressure {
  /** For a member that posts nowhere. */
  BackPressure NONE = full -> full;

  /** Bytes the next proposal may have, of {@code full}: all of them, fewer, or none. */
  int cap(int full);

  /** Whether less is let in than usual. */
  default boolean isSlowing() {
    return cap(Integer.MAX_VALUE) < Integer.MAX_VALUE;
  }
}
