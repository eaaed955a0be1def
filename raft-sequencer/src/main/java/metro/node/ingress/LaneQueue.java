package metro.node.ingress;

import java.util.NavigableMap;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.state.Limits;
import metro.state.NonceMode;

/** What one sender has waiting on one rollup, by nonce. Used by the pool's thread only. */
final class LaneQueue {
  /** Names a lane. */
  record Key(long chainId, Address sender) {}

  static final long NO_WAKE = -1;

  final Key key;
  final NonceMode mode;
  final NavigableMap<Long, Entry> byNonce = new TreeMap<>();

  /** The nonce that can be ordered next, as of the newest speculation looked at. */
  long next;

  /** When the lane is looked at again because its head waits for a gap. */
  long wakeMs = NO_WAKE;

  /** Whether the lane stands in its rollup's queue. */
  boolean queued;

  LaneQueue(Key key, NonceMode mode) {
    this.key = key;
    this.mode = mode;
  }

  /** The first nonce at or after {@link #next} that is neither ordered nor waiting. */
  long end() {
    long end = next;
    while (byNonce.containsKey(end)) {
      end++;
    }
    return end;
  }

  boolean headIsReady(long nowMs, long gapWaitMs) {
    if (byNonce.isEmpty()) {
      return false;
    }
    Entry head = byNonce.firstEntry().getValue();
    if (head.nonce() <= next) {
      return true;
    }
    return headMayJump() && nowMs - head.arrivedMs >= gapWaitMs;
  }

  /** Whether the lane takes its head although nonces before it are missing. */
  boolean headMayJump() {
    return mode == NonceMode.WINDOW
        && byNonce.firstEntry().getValue().nonce() - next <= Limits.LANE_WINDOW;
  }
}
