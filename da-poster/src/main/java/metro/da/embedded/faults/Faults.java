package metro.da.embedded.faults;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** The switches of one layer. Safe for many threads; without any switch set it costs a lock. */
public final class Faults {
  /** Switches set at once. */
  public static final int MAX_SET = 100;

  private final List<Switch> switches = new ArrayList<>();

  /**
   * A switch as it stands.
   *
   * @param fault what goes wrong
   * @param span for how long, as it was set
   * @param struck how often it has
   */
  public record State(Fault fault, Span span, long struck) {}

  private static final class Switch {
    private final Fault fault;
    private final Span span;
    private final SplittableRandom random;
    private long struck;
    private long blocks;

    Switch(Fault fault, Span span) {
      this.fault = fault;
      this.span = span;
      this.random = new SplittableRandom(span instanceof Span.Chance chance ? chance.seed() : 0);
    }

    boolean strikes() {
      boolean now =
          !(span instanceof Span.Chance chance) || random.nextDouble() < chance.probability();
      struck += now ? 1 : 0;
      return now;
    }

    boolean isOver() {
      return switch (span) {
        case Span.NextCalls(int count) -> struck >= count;
        case Span.NextBlocks(int count) -> blocks >= count;
        case Span.Chance _, Span.UntilCleared _ -> false;
      };
    }
  }

  /**
   * Sets a switch, beside those that are set.
   *
   * @throws IllegalStateException when {@link #MAX_SET} are set
   */
  public synchronized void set(Fault fault, Span span) {
    if (switches.size() >= MAX_SET) {
      throw new IllegalStateException("at most " + MAX_SET + " faults can be set; clear some");
    }
    switches.add(new Switch(fault, span));
  }

  /** Sets a switch until it is cleared. */
  public void set(Fault fault) {
    set(fault, new Span.UntilCleared());
  }

  /** Sets a switch for the next calls it would show in. */
  public void next(int calls, Fault fault) {
    set(fault, new Span.NextCalls(calls));
  }

  /** Clears all. */
  public synchronized void clear() {
    switches.clear();
  }

  /** Clears those of one kind. */
  public synchronized void clear(Class<? extends Fault> kind) {
    switches.removeIf(s -> kind.isInstance(s.fault));
  }

  /** All that are set, in the order in which they were. */
  public synchronized List<State> list() {
    return switches.stream().map(s -> new State(s.fault, s.span, s.struck)).toList();
  }

  /** Asks where a fault would show whether it does now; that counts as a call. */
  public <F extends Fault> Optional<F> strike(Class<F> kind) {
    return strike(kind, _ -> true);
  }

  /** The same for those of a kind that {@code concern} this call. */
  public synchronized <F extends Fault> Optional<F> strike(Class<F> kind, Predicate<F> concern) {
    for (Iterator<Switch> it = switches.iterator(); it.hasNext(); ) {
      Switch one = it.next();
      if (kind.isInstance(one.fault) && concern.test(kind.cast(one.fault)) && one.strikes()) {
        if (one.isOver()) {
          it.remove();
        }
        return Optional.of(kind.cast(one.fault));
      }
    }
    return Optional.empty();
  }

  /** Tells that the layer has made a block. */
  public synchronized void blockMade() {
    switches.forEach(s -> s.blocks++);
    switches.removeIf(Switch::isOver);
  }
}
