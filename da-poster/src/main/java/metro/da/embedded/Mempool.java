package metro.da.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.ethereum.Hash;

/** Transactions of one node that wait for a block, in order of arrival. Not for several threads. */
final class Mempool {
  /** Transactions waiting at once. */
  static final int MAX_TXS = 1_000;

  /** Bytes of them together. */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /** Dearest first, of equally dear ones the earliest. */
  static final Comparator<Waiting> BY_PRIORITY =
      Comparator.comparingLong((Waiting w) -> w.tx().priority())
          .reversed()
          .thenComparingLong(Waiting::arrival);

  /**
   * One transaction.
   *
   * @param tx what waits
   * @param arrival a number that grows
   * @param since the newest height when it came
   * @param fate completes when it is decided
   */
  record Waiting(PayTx tx, long arrival, long since, CompletableFuture<TxFate> fate) {
    Hash hash() {
      return tx.hash();
    }
  }

  private final Map<Hash, Waiting> waiting = new LinkedHashMap<>();
  private long bytes;

  boolean contains(Hash hash) {
    return waiting.containsKey(hash);
  }

  void add(Waiting one) {
    waiting.put(one.hash(), one);
    bytes += one.tx().bytes();
  }

  Optional<Waiting> remove(Hash hash) {
    Optional<Waiting> removed = Optional.ofNullable(waiting.remove(hash));
    bytes -= removed.map(w -> w.tx().bytes()).orElse(0);
    return removed;
  }

  Collection<Waiting> all() {
    return List.copyOf(waiting.values());
  }

  int count() {
    return waiting.size();
  }

  long bytes() {
    return bytes;
  }

  /**
   * Whom to drop so that {@code tx} fits: cheaper ones, the cheapest and latest first. Empty when
   * dropping all cheaper ones is not enough.
   */
  Optional<List<Waiting>> victimsOf(PayTx tx) {
    List<Waiting> victims = new ArrayList<>();
    List<Waiting> cheapestFirst = waiting.values().stream().sorted(BY_PRIORITY.reversed()).toList();
    long count = waiting.size() + 1L;
    long size = bytes + tx.bytes();
    for (Waiting victim : cheapestFirst) {
      if (count <= MAX_TXS && size <= MAX_BYTES) {
        break;
      }
      if (victim.tx().priority() >= tx.priority()) {
        return Optional.empty();
      }
      victims.add(victim);
      count--;
      size -= victim.tx().bytes();
    }
    return count <= MAX_TXS && size <= MAX_BYTES ? Optional.of(victims) : Optional.empty();
  }
}
