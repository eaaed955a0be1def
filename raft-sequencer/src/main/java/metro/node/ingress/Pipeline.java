package metro.node.ingress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import metro.ethereum.Bytes;
import metro.node.chain.Chain;
import metro.state.ApplyResult;
import metro.state.LogEntry.BlockProposal;
import metro.state.Outcome;
import metro.state.Speculation;
import metro.state.StateKey;
import metro.state.StateReader;

/**
 * The proposals on their way through the log, and the state as it will be after them.
 *
 * <p>Each flies on top of the one before. When one has landed as foreseen, the next is put on the
 * committed state instead, so the stack never grows beyond what is in flight. When one lands
 * otherwise, nothing more is built until all have landed; then building starts afresh.
 *
 * <p>A proposal costs every member some work whatever its size. So while one is on its way, the
 * next leaves when it is worth it by its size, or when half the time has passed that one takes.
 * Alone, each leaves at once.
 */
final class Pipeline {
  /** A proposal of so many bytes, some 250 transfers, goes as soon as there is room. */
  static final int WORTH_BYTES = 32 << 10;

  private static final int PROPOSALS_PER_LANDING = 2;
  // Of the newest landing time in the average, as a power of two.
  private static final int WEIGHT_SHIFT = 3;

  private final Chain chain;
  private final int max;
  private final LongSupplier nanoTime;
  private final Deque<Flight> flights = new ArrayDeque<>();
  private boolean diverged;
  private long lastTimeMs;
  private long departedNanos;
  private long landingNanos;

  /** State under a speculation that can be moved to an equal one. */
  static final class Base implements StateReader {
    private StateReader target;

    Base(StateReader target) {
      this.target = target;
    }

    @Override
    public Optional<Bytes> get(StateKey key) {
      return target.get(key);
    }
  }

  /** One proposal on its way. */
  record Flight(
      BlockProposal proposal,
      List<Entry> entries,
      long height,
      Base base,
      StateReader after,
      long departedNanos) {}

  /** At most {@code max} at once; {@code nanoTime} as {@link System#nanoTime}. */
  Pipeline(Chain chain, int max, LongSupplier nanoTime) {
    this.chain = chain;
    this.max = max;
    this.nanoTime = nanoTime;
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /**
   * Nanoseconds until the next proposal may leave when {@code waitingBytes} wait for it; a landing
   * may bring it forward.
   */
  long roomInNanos(long waitingBytes) {
    if (flights.isEmpty()) {
      return 0;
    }
    if (diverged || flights.size() >= max) {
      return Long.MAX_VALUE;
    }
    long waited = nanoTime.getAsLong() - departedNanos;
    return waitingBytes >= WORTH_BYTES
        ? 0
        : Math.max(0, landingNanos / PROPOSALS_PER_LANDING - waited);
  }

  /** The newest state to build on. */
  StateReader tip() {
    return flights.isEmpty() ? chain.view() : flights.getLast().after();
  }

  /** The height of the next proposal. */
  long nextHeight() {
    return 1 + (flights.isEmpty() ? chain.view().height() : flights.getLast().height());
  }

  /** Leader time for the next proposal: never back. */
  long timeMs(long nowMs) {
    long floor = flights.isEmpty() ? chain.view().header().timeMs() : lastTimeMs;
    return Math.max(nowMs, floor);
  }

  /** Adds a proposal made on {@code base}. */
  Flight depart(Speculation sealed, BlockProposal proposal, List<Entry> entries, Base base) {
    departedNanos = nanoTime.getAsLong();
    Flight flight =
        new Flight(proposal, entries, nextHeight(), base, sealed.state(), departedNanos);
    flights.add(flight);
    lastTimeMs = proposal.timeMs();
    return flight;
  }

  /** The log applied it. */
  void landed(Flight flight, ApplyResult result) {
    flights.remove(flight);
    long took = nanoTime.getAsLong() - flight.departedNanos();
    landingNanos += (took - landingNanos) >> WEIGHT_SHIFT;
    boolean foreseen =
        result.block().filter(b -> b.height() == flight.height()).isPresent()
            && result.outcomes().stream().allMatch(Outcome.Accepted.class::isInstance);
    if (!foreseen) {
      diverged = true;
    }
    if (flights.isEmpty()) {
      diverged = false;
    } else if (!diverged) {
      flights.getFirst().base().target = chain.view();
    }
  }

  /** The log cannot say what became of it. */
  void lost(Flight flight) {
    flights.remove(flight);
    diverged = !flights.isEmpty();
  }
}
