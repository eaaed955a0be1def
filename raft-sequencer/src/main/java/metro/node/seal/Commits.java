package metro.node.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import metro.ethereum.Address;
import metro.soft.SoftCommit;

/**
 * The newest authentic commit of each member as this one knows it, and who wants to hear of its own
 * new ones. Listeners return at once.
 */
public final class Commits {
  private final Map<Address, SoftCommit> newest = new TreeMap<>();
  private final List<Consumer<SoftCommit>> listeners = new CopyOnWriteArrayList<>();

  /** Keeps {@code commit} when it is its member's newest. */
  public synchronized void keep(SoftCommit commit) {
    newest.merge(
        commit.member(),
        commit,
        (old, other) -> other.header().height() > old.header().height() ? other : old);
  }

  /** Keeps one of this member's own commits and tells listeners. */
  public void release(SoftCommit own) {
    keep(own);
    listeners.forEach(l -> l.accept(own));
  }

  /** The newest commit of every member that is known, a peer's own included. */
  public synchronized List<SoftCommit> newest() {
    return new ArrayList<>(newest.values());
  }

  /** Height of the highest commit that is not of {@code member}; 0 when there is none. */
  synchronized long highestExcept(Address member) {
    return newest.values().stream()
        .filter(c -> !c.member().equals(member))
        .mapToLong(c -> c.header().height())
        .max()
        .orElse(0);
  }

  /** Tells {@code listener} of every own commit from now on. Run the result to end that. */
  public Runnable listen(Consumer<SoftCommit> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
