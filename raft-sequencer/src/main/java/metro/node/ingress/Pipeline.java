package metro.node.ingress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import metro.node.chain.Chain;
import metro.state.ApplyResult;
import metro.state.LogEntry.BlockProposal;
import metro.state.Outcome;
import metro.state.Speculation;
import metro.state.StateKey;
import metro.state.StateReader;
import metro.state.StateValue;

/**
 * The proposals on their way through the log, and the state as it will be after them.
 *
 * <p>Each flies on top of the one before. When one has landed as foreseen, the next is put on the
 * committed state instead, so the stack never grows beyond what is in flight. When one lands
 * otherwise, nothing more is built until all have landed; then building starts afresh.
 *
 * <p>A proposal costs every member some milliseconds of work whatever its size. So while one is on
 * its way, the next waits until it has landed or is worth it by its size, as small segments do in
 * TCP (RFC 896). Alone, each leaves at once.
 */
final class Pipeline {
  /** A proposal of so many bytes, some 250 transfers, goes as soon as there is room. */
  static final int WORTH_BYTES = 32 << 10;

  private final Chain chain;
  private final int max;
  private final Deque<Flight> flights = new ArrayDeque<>();
  private boolean diverged;
  private long lastTimeMs;

  /** State under a speculation that can be moved to an equal one. */
  static final class Base implements StateReader {
    private StateReader target;

    Base(StateReader target) {
      this.target = target;
    }

    @Override
    public Optional<StateValue> get(StateKey key) {
      return target.get(key);
    }
  }

  /** One proposal on its way. */
  record Flight(
      BlockProposal proposal, List<Entry> entries, long height, Base base, StateReader after) {}

  /** At most {@code max} at once. */
  Pipeline(Chain chain, int max) {
    this.chain = chain;
    this.max = max;
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /** Whether the next proposal may leave now when {@code waitingBytes} wait for it. */
  boolean hasRoom(long waitingBytes) {
    return flights.isEmpty() || (!diverged && flights.size() < max && waitingBytes >= WORTH_BYTES);
  }

  /**
   * The newest state to build on. What was foreseen counts no longer once it came otherwise:
   * transactions that were lost, and are handed in again, would be refused as taken.
   */
  StateReader tip() {
    return flights.isEmpty() || diverged ? chain.view() : flights.getLast().after();
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
    Flight flight = new Flight(proposal, entries, nextHeight(), base, sealed.state());
    flights.add(flight);
    lastTimeMs = proposal.timeMs();
    return flight;
  }

  /**
   * The newest did not even leave: nothing may fly above it. On a lane with a window what does
   * would be ordered without what comes before it, which could then be too far below.
   */
  void grounded() {
    diverged = true;
  }

  /** The log applied it. */
  void landed(Flight flight, ApplyResult result) {
    flights.remove(flight);
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
