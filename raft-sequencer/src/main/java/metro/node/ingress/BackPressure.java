package metro.node.ingress;

/**
 * How much may be ordered while what comes after ordering is behind: certificates, and the DA
 * layer, where all must be posted one day. Safe from any thread.
 */
public interface BackPressure {
  /** For a member that posts nowhere. */
  BackPressure NONE = full -> full;

  /** Bytes the next proposal may have, of {@code full}: all of them, fewer, or none. */
  int cap(int full);

  /** Whether less is let in than usual because the DA layer is behind. */
  default boolean isSlowing() {
    return cap(Integer.MAX_VALUE) < Integer.MAX_VALUE;
  }
}
