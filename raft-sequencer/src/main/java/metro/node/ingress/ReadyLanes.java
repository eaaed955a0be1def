package metro.node.ingress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Whose turn it is: rollups in turns, within a rollup lanes in turns. Lanes whose head waits for a
 * missing nonce are looked at again when it has waited long enough. Pool's thread only.
 */
final class ReadyLanes {
  private record Wake(long atMs, LaneQueue lane) {}

  private final long gapWaitMs;
  private final LinkedHashMap<Long, Deque<LaneQueue>> byRollup = new LinkedHashMap<>();
  private final PriorityQueue<Wake> wakes =
      new PriorityQueue<>((a, b) -> Long.compare(a.atMs(), b.atMs()));

  ReadyLanes(long gapWaitMs) {
    this.gapWaitMs = gapWaitMs;
  }

  boolean isEmpty() {
    return byRollup.isEmpty();
  }

  /** Puts the lane in line when its head can be ordered, else notes when to look again. */
  void update(LaneQueue lane, long nowMs) {
    if (lane.queued || lane.byNonce.isEmpty()) {
      return;
    }
    if (lane.headIsReady(nowMs, gapWaitMs)) {
      lane.queued = true;
      byRollup.computeIfAbsent(lane.key.chainId(), r -> new ArrayDeque<>()).add(lane);
      return;
    }
    long atMs = lane.byNonce.firstEntry().getValue().arrivedMs + gapWaitMs;
    if (lane.wakeMs != atMs) {
      lane.wakeMs = atMs;
      wakes.add(new Wake(atMs, lane));
    }
  }

  /** The next lane; it leaves the line. */
  Optional<LaneQueue> poll() {
    Map.Entry<Long, Deque<LaneQueue>> turn = byRollup.pollFirstEntry();
    if (turn == null) {
      return Optional.empty();
    }
    LaneQueue lane = turn.getValue().remove();
    if (!turn.getValue().isEmpty()) {
      byRollup.putLast(turn.getKey(), turn.getValue());
    }
    lane.queued = false;
    return Optional.of(lane);
  }

  /** A lane whose head has waited for its gap until now. */
  Optional<LaneQueue> pollOverdue(long nowMs) {
    while (!wakes.isEmpty() && wakes.peek().atMs() <= nowMs) {
      Wake wake = wakes.remove();
      if (wake.lane().wakeMs == wake.atMs()) {
        wake.lane().wakeMs = LaneQueue.NO_WAKE;
        return Optional.of(wake.lane());
      }
    }
    return Optional.empty();
  }

  /** When {@link #pollOverdue} has something next. */
  long nextWakeMs() {
    return wakes.isEmpty() ? Long.MAX_VALUE : wakes.peek().atMs();
  }

  void clear() {
    byRollup.clear();
    wakes.clear();
  }
}
