package metro.state;

import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;

/** Small helpers of many tests. */
final class Fixtures {
  private Fixtures() {}

  static StateReader reader(Map<StateKey, Bytes> store) {
    return key -> Optional.ofNullable(store.get(key)).map(StateValue::of);
  }

  static void write(Map<StateKey, Bytes> store, ChangeSet changes) {
    for (ChangeSet.Change change : changes.changes()) {
      change
          .value()
          .ifPresentOrElse(
              v -> store.put(change.key(), v.bytes()), () -> store.remove(change.key()));
    }
  }

  static Outcome.Rejected rejected(RejectReason reason) {
    return new Outcome.Rejected(reason, 0, 0);
  }

  /** The reason of a refusal, or the text of what came instead. */
  static Object reason(Outcome outcome) {
    return outcome instanceof Outcome.Rejected r ? r.reason() : outcome;
  }

  /** The sum of all balances, counted from the stored accounts. */
  static long sumOfBalances(Map<StateKey, Bytes> store) {
    return store.entrySet().stream()
        .filter(e -> e.getKey().bytes().at(0) == Keys.ACCOUNT_TABLE)
        .mapToLong(e -> Account.decode(e.getValue()).balance())
        .sum();
  }
}
