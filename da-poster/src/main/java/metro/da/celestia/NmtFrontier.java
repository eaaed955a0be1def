package metro.da.celestia;

import java.util.ArrayDeque;
import java.util.Deque;
import metro.ethereum.Bytes;

/**
 * A namespaced tree that is only added to: holds the roots of its complete subtrees, not its
 * leaves. The count of leaves must be a power of two when the root is taken.
 */
final class NmtFrontier {
  private final Nmt nmt;
  private final Deque<byte[]> complete = new ArrayDeque<>();
  private int leaves;

  NmtFrontier(Nmt nmt) {
    this.nmt = nmt;
  }

  void add(byte[] leaf) {
    byte[] node = leaf;
    for (int size = 1; (leaves & size) != 0; size <<= 1) {
      node = nmt.node(complete.pop(), node);
    }
    complete.push(node);
    leaves++;
  }

  Bytes root() {
    if (complete.size() != 1) {
      throw new IllegalStateException(leaves + " leaves are not a power of two");
    }
    return Bytes.wrap(complete.peek());
  }
}
