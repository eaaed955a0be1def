package metro.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules once more, as simply as they can be said: whole histories instead of rings and floors,
 * copies instead of savepoints. Independent of the code it checks.
 */
final class NaiveModel {
  /** What somebody asks for; {@code charge} is what his transaction's size costs. */
  record Request(String sender, long rollup, long nonce, int variant, long charge) {}

  private record Ordered(Request request, long height) {}

  private final NonceMode mode;
  private Map<String, Long> balances;
  private List<Ordered> history = new ArrayList<>();
  private long collected;
  private long height;

  NaiveModel(NonceMode mode, Map<String, Long> balances) {
    this.mode = mode;
    this.balances = new LinkedHashMap<>(balances);
  }

  NaiveModel copy() {
    NaiveModel out = new NaiveModel(mode, balances);
    out.history = new ArrayList<>(history);
    out.collected = collected;
    out.height = height;
    return out;
  }

  long balance(String name) {
    return balances.getOrDefault(name, 0L);
  }

  long collected() {
    return collected;
  }

  long height() {
    return height;
  }

  /** Orders all of {@code requests} in the next block, or none and answers why. */
  Optional<RejectReason> block(List<Request> requests) {
    NaiveModel before = copy();
    height++;
    for (Request request : requests) {
      Optional<RejectReason> reason = one(request);
      if (reason.isPresent()) {
        balances = before.balances;
        history = before.history;
        collected = before.collected;
        height = before.height;
        return reason;
      }
    }
    return Optional.empty();
  }

  long next(String sender, long rollup) {
    return lane(sender, rollup).stream().mapToLong(o -> o.request().nonce() + 1).max().orElse(0);
  }

  private List<Ordered> lane(String sender, long rollup) {
    return history.stream()
        .filter(o -> o.request().sender().equals(sender) && o.request().rollup() == rollup)
        .toList();
  }

  private Optional<RejectReason> one(Request r) {
    Optional<RejectReason> reason = nonceProblem(r);
    if (reason.isPresent()) {
      return reason;
    }
    if (balance(r.sender()) < r.charge()) {
      return Optional.of(RejectReason.INSUFFICIENT_FUNDS);
    }
    balances.merge(r.sender(), -r.charge(), Long::sum);
    collected += r.charge();
    history.add(new Ordered(r, height));
    return Optional.empty();
  }

  private Optional<RejectReason> nonceProblem(Request r) {
    long next = next(r.sender(), r.rollup());
    List<Ordered> lane = lane(r.sender(), r.rollup());
    if (mode == NonceMode.STRICT) {
      return r.nonce() == next
          ? Optional.empty()
          : Optional.of(
              r.nonce() < next ? RejectReason.NONCE_TOO_LOW : RejectReason.NONCE_TOO_HIGH);
    }
    if (r.nonce() > next + 16) {
      return Optional.of(RejectReason.NONCE_TOO_HIGH);
    }
    if (r.nonce() < next - 16) {
      return Optional.of(RejectReason.NONCE_TOO_LOW);
    }
    if (lane.stream().anyMatch(o -> o.request().equals(r))) {
      return Optional.of(RejectReason.ALREADY_KNOWN);
    }
    List<Ordered> same = lane.stream().filter(o -> o.request().nonce() == r.nonce()).toList();
    if (same.size() >= 4) {
      return Optional.of(RejectReason.NONCE_SLOTS_FULL);
    }
    boolean recent = same.stream().anyMatch(o -> height - o.height() < 8);
    return recent ? Optional.of(RejectReason.NONCE_REUSED_TOO_SOON) : Optional.empty();
  }
}
