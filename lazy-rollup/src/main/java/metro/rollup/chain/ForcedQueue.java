package metro.rollup.chain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import metro.ethereum.Hash;
import metro.state.Encoder;
import metro.state.Sha256;

/**
 * Forced transactions that are not final yet, in the order in which they are due. The soft path and
 * the DA path go through the same queue, each from where it stands. Belongs to the chain's lock.
 */
final class ForcedQueue {
  private final NavigableMap<Long, ForcedTransaction> waiting = new TreeMap<>();

  /**
   * What belongs at the beginning of a second.
   *
   * @param transactions those the chain does not hold yet
   * @param through the sequence number after the last one looked at
   */
  record Group(List<ForcedTransaction> transactions, long through) {
    Group {
      transactions = List.copyOf(transactions);
    }

    /** Of all of them in order, zero for none. */
    Hash hash() {
      Encoder hashes = new Encoder();
      transactions.forEach(transaction -> hashes.hash(transaction.hash()));
      return transactions.isEmpty() ? Hash.ZERO : Sha256.hash(hashes.toBytes());
    }
  }

  void add(ForcedTransaction transaction) {
    waiting.put(transaction.sequence(), transaction);
  }

  void dropBelow(long sequence) {
    waiting.headMap(sequence, false).clear();
  }

  void clear() {
    waiting.clear();
  }

  /**
   * The first from {@code sequence} on that is due before a second and not held.
   *
   * @param toDaHeight those seen above it do not exist yet
   * @param isHeld whether the chain holds a transaction already
   */
  Optional<ForcedTransaction> first(
      long sequence, long beforeSecond, long toDaHeight, Predicate<Hash> isHeld) {
    for (ForcedTransaction forced : waiting.tailMap(sequence, true).values()) {
      if (forced.due() >= beforeSecond || forced.daHeight() > toDaHeight) {
        return Optional.empty();
      }
      if (!isHeld.test(forced.hash())) {
        return Optional.of(forced);
      }
    }
    return Optional.empty();
  }

  /** All from {@code sequence} on that are due in a second or before it. */
  Group upTo(long sequence, long second, long toDaHeight, Predicate<Hash> isHeld) {
    List<ForcedTransaction> group = new ArrayList<>();
    Set<Hash> hashes = new HashSet<>();
    long through = sequence;
    for (ForcedTransaction forced : waiting.tailMap(sequence, true).values()) {
      if (forced.due() > second || forced.daHeight() > toDaHeight) {
        break;
      }
      through = forced.sequence() + 1;
      if (!isHeld.test(forced.hash()) && hashes.add(forced.hash())) {
        group.add(forced);
      }
    }
    return new Group(group, through);
  }
}
