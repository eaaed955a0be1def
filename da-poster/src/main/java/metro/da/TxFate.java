package metro.da;

/** What a layer's node says became of a signed transaction. A word only: proofs decide. */
public sealed interface TxFate {

  /** It waits for a block. */
  record Pending() implements TxFate {}

  /**
   * It stands in a block.
   *
   * @param height where
   * @param code 0 when it ran to its end; the blobs stand there either way
   */
  record Committed(DaHeight height, int code) implements TxFate {}

  /** The node does not hold it: never seen, or dropped. Others may. */
  record Missing(String reason) implements TxFate {}
}
