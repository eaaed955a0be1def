package metro.node.ingress;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.node.ingress.Pipeline.Flight;
import metro.state.BlockHeader;
import metro.state.LedgerView;
import metro.state.LogEntry.BlockProposal;
import metro.state.Outcome;
import metro.state.RejectReason;
import metro.state.Speculation;

/** Cuts the next proposal from the pool. Pool's thread only. */
final class BlockBuilder {
  /** While intake slows there is one proposal in so many milliseconds, smaller and smaller. */
  static final long SLOW_INTERVAL_MS = 100;

  /** While intake has stopped it is asked again so often. */
  private static final long STOPPED_INTERVAL_MS = 5;

  private final Pool pool;
  private final Pipeline pipeline;
  private final int targetBytes;
  private final BackPressure pressure;
  private long notBeforeMs;

  BlockBuilder(Pool pool, Pipeline pipeline, int targetBytes, BackPressure pressure) {
    this.pool = pool;
    this.pipeline = pipeline;
    this.targetBytes = targetBytes;
    this.pressure = pressure;
  }

  /** A proposal of what is ready, on its way; empty when nothing is. */
  Optional<Flight> build(long nowMs) {
    long height = pipeline.nextHeight();
    int cap = pressure.cap(targetBytes);
    if (!pool.hasReady(height, nowMs) || isHeldBack(cap, nowMs)) {
      return Optional.empty();
    }
    Pipeline.Base base = new Pipeline.Base(pipeline.tip());
    Speculation block = new Speculation(base, height, pipeline.timeMs(nowMs));
    List<Entry> taken = new ArrayList<>();
    addBundles(block, cap, height, taken, nowMs);
    addTransactions(block, cap, taken, nowMs);
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    BlockProposal proposal = block.seal(false);
    return Optional.of(pipeline.depart(block, proposal, taken, base));
  }

  private boolean isHeldBack(int cap, long nowMs) {
    if (cap == targetBytes) {
      notBeforeMs = 0;
      return false;
    }
    boolean tooSoon = nowMs < notBeforeMs;
    if (!tooSoon) {
      notBeforeMs = nowMs + (cap == 0 ? STOPPED_INTERVAL_MS : SLOW_INTERVAL_MS);
    }
    return tooSoon || cap == 0;
  }

  /** When {@link #build} may have something to do that it held back. */
  long heldBackUntilMs() {
    return notBeforeMs == 0 || pool.size() == 0 ? Long.MAX_VALUE : notBeforeMs;
  }

  private void addBundles(Speculation block, int cap, long height, List<Entry> taken, long nowMs) {
    for (Entry entry : pool.eligibleBundles(height, nowMs)) {
      if (block.encodedBytes() >= cap) {
        return;
      }
      switch (block.offer(entry.submission.proposed())) {
        case Outcome.Accepted _ -> {
          taken.add(entry);
          pool.taken(entry, block.view(), nowMs);
        }
        case Outcome.Rejected r when r.reason() == RejectReason.BLOCK_FULL -> {
          return;
        }
        case Outcome.Rejected r -> pool.bundleRefused(entry, r, nowMs);
      }
    }
  }

  private void addTransactions(Speculation block, int cap, List<Entry> taken, long nowMs) {
    while (block.encodedBytes() < cap) {
      Optional<Entry> next = pool.poll(nowMs);
      if (next.isEmpty()) {
        return;
      }
      Entry entry = next.get();
      switch (block.offer(entry.submission.proposed())) {
        case Outcome.Accepted _ -> {
          taken.add(entry);
          pool.taken(entry, block.view(), nowMs);
        }
        case Outcome.Rejected r when r.reason() == RejectReason.BLOCK_FULL -> {
          pool.putBack(entry, nowMs);
          return;
        }
        case Outcome.Rejected r -> pool.refused(entry, r, block.view(), nowMs);
      }
    }
  }

  /** An empty proposal that closes the last block's second; empty when none is due. */
  Optional<Flight> close(long nowMs) {
    if (!pipeline.isEmpty() || nowMs < closingDueMs()) {
      return Optional.empty();
    }
    Pipeline.Base base = new Pipeline.Base(pipeline.tip());
    Speculation block = new Speculation(base, pipeline.nextHeight(), nowMs);
    return Optional.of(pipeline.depart(block, block.seal(true), List.of(), base));
  }

  /** When the second of the newest block can be closed; never while something is in flight. */
  long closingDueMs() {
    if (!pipeline.isEmpty()) {
      return Long.MAX_VALUE;
    }
    BlockHeader tip = new LedgerView(pipeline.tip()).tip();
    return tip.itemCount() == 0 ? Long.MAX_VALUE : (tip.timeMs() / 1000 + 1) * 1000;
  }
}
