package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;

/**
 * A namespaced Merkle tree over hashed leaves: its root and proofs about it. The left subtree of n
 * leaves has the largest power of two below n. Not for several threads at once.
 */
public final class NmtTree {
  private final Nmt nmt;
  private final List<byte[]> leaves;

  /** A tree over {@code leaves}, hashed and in namespace order. */
  NmtTree(Nmt nmt, List<byte[]> leaves) {
    this.nmt = nmt;
    this.leaves = List.copyOf(leaves);
  }

  /** The root, a node of 90 bytes. */
  public Bytes root() {
    return Bytes.wrap(leaves.isEmpty() ? nmt.emptyRoot() : subtree(0, leaves.size()));
  }

  /** The node over leaves {@code start} to {@code end} (exclusive). */
  byte[] subtree(int start, int end) {
    if (end - start == 1) {
      return leaves.get(start);
    }
    int middle = start + split(end - start);
    return nmt.node(subtree(start, middle), subtree(middle, end));
  }

  /** Proves leaves {@code start} to {@code end} (exclusive). */
  public NmtProof prove(int start, int end) {
    if (start < 0 || start >= end || end > leaves.size()) {
      throw new IllegalArgumentException(
          "no leaves " + start + " to " + end + " in a tree of " + leaves.size());
    }
    return new NmtProof(start, end, nodesOutside(start, end), Optional.empty());
  }

  /** Proves that these are all leaves of {@code namespace}, or that there are none. */
  public NmtProof proveNamespace(Bytes namespace) {
    byte[] wanted = namespace.arrayForReading();
    byte[] root = root().arrayForReading();
    if (leaves.isEmpty()
        || nmt.compareLowest(root, wanted) > 0
        || nmt.compareHighest(root, wanted) < 0) {
      return NmtProof.OUTSIDE;
    }
    int start = firstAtOrAbove(wanted);
    int end = start;
    while (end < leaves.size() && nmt.compareLowest(leaves.get(end), wanted) == 0) {
      end++;
    }
    return end > start ? prove(start, end) : absence(start);
  }

  private NmtProof absence(int next) {
    return new NmtProof(
        next, next + 1, nodesOutside(next, next + 1), Optional.of(Bytes.of(leaves.get(next))));
  }

  private int firstAtOrAbove(byte[] namespace) {
    int index = 0;
    while (nmt.compareLowest(leaves.get(index), namespace) < 0) {
      index++;
    }
    return index;
  }

  private List<Bytes> nodesOutside(int start, int end) {
    List<Bytes> nodes = new ArrayList<>();
    collect(0, leaves.size(), start, end, nodes);
    return nodes;
  }

  private void collect(int from, int to, int start, int end, List<Bytes> nodes) {
    if (to <= start || from >= end) {
      nodes.add(Bytes.wrap(subtree(from, to)));
    } else if (to - from > 1) {
      int middle = from + split(to - from);
      collect(from, middle, start, end, nodes);
      collect(middle, to, start, end, nodes);
    }
  }

  /** The largest power of two below {@code size}; 0 for 1. */
  static int split(int size) {
    return size <= 1 ? 0 : Integer.highestOneBit(size - 1);
  }

  /** How many nodes a proof of a range has in a tree of {@code leafCount} leaves. */
  static int nodeCount(int leafCount, int start, int end) {
    return nodeCount(0, leafCount, start, end);
  }

  private static int nodeCount(int from, int to, int start, int end) {
    if (to <= start || from >= end) {
      return 1;
    }
    if (to - from == 1) {
      return 0;
    }
    int middle = from + split(to - from);
    return nodeCount(from, middle, start, end) + nodeCount(middle, to, start, end);
  }
}
