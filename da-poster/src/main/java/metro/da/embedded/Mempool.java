package metro.da.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import metro.da.celestia.BlobTx;
import metro.da.celestia.SquareBuilder;
import metro.ethereum.Address;

/** Transactions waiting for a block, first come first served. Guarded by the chain's lock. */
final class Mempool {
  /** Transactions waiting at once. */
  static final int MAX_TXS = 1_000;

  /** Bytes of them together. */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /**
   * One transaction.
   *
   * @param payer who pays
   * @param sequence the payer's number for it
   * @param tx with its blobs
   * @param bytes of it encoded
   * @param included completes with the height
   */
  record Waiting(
      Address payer, long sequence, BlobTx tx, int bytes, CompletableFuture<Long> included) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<Address, Long> nextSequences = new HashMap<>();
  private long bytes;

  boolean hasRoomFor(int more) {
    return waiting.size() < MAX_TXS && bytes + more <= MAX_BYTES;
  }

  /** The number of {@code payer}'s next transaction when {@code committed} is the chain's. */
  long nextSequence(Address payer, long committed) {
    return Math.max(committed, nextSequences.getOrDefault(payer, 0L));
  }

  void add(Waiting one) {
    waiting.add(one);
    bytes += one.bytes();
    nextSequences.put(one.payer(), one.sequence() + 1);
  }

  /** Takes from the front what fits into one square. */
  List<Waiting> drainInto(SquareBuilder square) {
    List<Waiting> taken = new ArrayList<>();
    while (!waiting.isEmpty() && square.appendBlobTx(waiting.getFirst().tx())) {
      Waiting one = waiting.removeFirst();
      bytes -= one.bytes();
      taken.add(one);
    }
    return taken;
  }

  /**
   * What was taken is on the chain: sequences of accounts that wait for nothing are known there.
   */
  void settled() {
    if (waiting.isEmpty()) {
      nextSequences.clear();
    }
  }
}
