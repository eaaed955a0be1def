package metro.evm.trie;

import metro.ethereum.Hash;

/**
 * A node that is needed is neither in memory nor in the source: a witness that is too small, or a
 * store that was cut or belongs to another state.
 */
public final class MissingNodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Hash hash;

  MissingNodeException(byte[] path, Hash hash) {
    super(
        "trie node "
            + hash
            + " at path "
            + text(path)
            + " is missing: the witness or store does not hold this state");
    this.hash = hash;
  }

  /** The hash of the node. */
  public Hash hash() {
    return hash;
  }

  private static String text(byte[] path) {
    StringBuilder out = new StringBuilder("/");
    for (byte nibble : path) {
      out.append(Character.forDigit(nibble, 16));
    }
    return out.toString();
  }
}
