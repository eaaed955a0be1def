package metro.evm.store;

/** The state of that block is not kept any more (or not yet known). */
public final class PrunedStateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PrunedStateException(long number, long first, long head) {
    super(
        "the state of block "
            + number
            + " is not kept: blocks "
            + first
            + " to "
            + head
            + " are; an archive node keeps all");
  }
}
