package metro.da.embedded;

/** What became of a transaction, as the network's TxStatus tells it. */
sealed interface TxFate {
  /** Nothing is known of it. */
  record Unknown() implements TxFate {}

  /** It waits in the mempool. */
  record Pending() implements TxFate {}

  /**
   * It is in a block.
   *
   * @param height of the block
   * @param index of the transaction there
   * @param gas its limit
   */
  record Committed(long height, int index, long gas) implements TxFate {}

  /** The node dropped it: it waited too long, or dearer ones took its place. */
  record Evicted() implements TxFate {}

  /** A later check failed. */
  record Rejected(int code, String log) implements TxFate {}
}
