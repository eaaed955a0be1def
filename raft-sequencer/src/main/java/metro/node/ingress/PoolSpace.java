package metro.node.ingress;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.state.RejectReason;

/** How much of the pool is used, in all, by each rollup and by each sender. */
final class PoolSpace {
  private final IngressLimits limits;
  private final BackPressure pressure;
  private final Map<Address, Integer> bySender = new HashMap<>();
  private final Map<Long, Long> bytesByRollup = new HashMap<>();
  private long bytes;
  private int entries;

  PoolSpace(IngressLimits limits, BackPressure pressure) {
    this.limits = limits;
    this.pressure = pressure;
  }

  /** What is said when there is no room: whether the pool is slow to empty or the DA layer. */
  RejectReason full() {
    return pressure.isSlowing() ? RejectReason.DA_BACKLOG : RejectReason.POOL_FULL;
  }

  /** Why the entry does not fit; empty when it does. */
  Optional<RejectReason> refuse(Entry entry) {
    if (entries >= limits.maxPoolEntries() || bytes + entry.bytes > limits.maxPoolBytes()) {
      return Optional.of(full());
    }
    long share = limits.maxPoolBytes() / IngressLimits.ROLLUP_SHARE;
    for (SignedTransaction leg : entry.submission.legs()) {
      if (bySender.getOrDefault(leg.sender(), 0) >= limits.maxPerSender()) {
        return Optional.of(RejectReason.SENDER_LIMIT);
      }
      if (bytesByRollup.getOrDefault(leg.chainId(), 0L) + leg.bytes() > share) {
        return Optional.of(full());
      }
    }
    return Optional.empty();
  }

  void add(Entry entry) {
    count(entry, 1);
  }

  void remove(Entry entry) {
    count(entry, -1);
  }

  long bytes() {
    return bytes;
  }

  int entries() {
    return entries;
  }

  private void count(Entry entry, int sign) {
    entries += sign;
    bytes += (long) sign * entry.bytes;
    for (SignedTransaction leg : entry.submission.legs()) {
      bySender.merge(leg.sender(), sign, Integer::sum);
      bySender.remove(leg.sender(), 0);
      bytesByRollup.merge(leg.chainId(), (long) sign * leg.bytes(), Long::sum);
      bytesByRollup.remove(leg.chainId(), 0L);
    }
  }
}
