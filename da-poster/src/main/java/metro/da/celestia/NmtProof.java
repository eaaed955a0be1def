package metro.da.celestia;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;

/**
 * A proof about leaves {@code start} to {@code end} (exclusive) of a namespaced tree.
 *
 * @param start first leaf proven
 * @param end leaf after the last; equal to {@code start} only in a proof that the namespace lies
 *     outside of the root's range
 * @param nodes roots of the largest subtrees outside of the range, left to right
 * @param leafHash in a proof of absence: the first leaf above the namespace
 */
public record NmtProof(int start, int end, List<Bytes> nodes, Optional<Bytes> leafHash) {
  /** No proof speaks of more leaves: rows of the widest extended square. */
  public static final int MAX_LEAVES = DataAvailabilityHeader.MAX_ROWS;

  /** No proof in a tree of that many leaves has more nodes. */
  public static final int MAX_NODES = 64;

  /** The proof that a namespace lies outside of a root's range. */
  public static final NmtProof OUTSIDE = new NmtProof(0, 0, List.of(), Optional.empty());

  public NmtProof {
    nodes = List.copyOf(nodes);
    if (start < 0 || end < start || end > MAX_LEAVES) {
      throw new IllegalArgumentException(
          "a proof's range is within 0 to " + MAX_LEAVES + ", not " + start + " to " + end);
    }
    if (nodes.size() > MAX_NODES) {
      throw new IllegalArgumentException(
          "a proof has up to " + MAX_NODES + " nodes, not " + nodes.size());
    }
  }

  /** Whether it proves that a namespace has no leaf although the root's range covers it. */
  public boolean isAbsence() {
    return leafHash.isPresent();
  }

  /**
   * Whether {@code leaves} (hashed, under {@code namespace}) are all leaves of that namespace under
   * {@code root}; with no leaves, whether there are none.
   */
  boolean provesNamespace(Nmt nmt, Bytes root, Bytes namespace, List<byte[]> leaves) {
    if (!wellFormed(nmt, root)) {
      return false;
    }
    byte[] wanted = namespace.arrayForReading();
    if (start == end) {
      return leaves.isEmpty() && nodes.isEmpty() && !isAbsence() && isOutside(nmt, root, wanted);
    }
    if (isAbsence()) {
      byte[] above = leafHash.orElseThrow().arrayForReading();
      return leaves.isEmpty()
          && end - start == 1
          && nmt.compareLowest(above, wanted) > 0
          && isComplete(nmt, wanted)
          && leadsTo(nmt, root, unitRanges(), List.of(above));
    }
    return leaves.stream().allMatch(leaf -> isUnder(nmt, leaf, wanted))
        && isComplete(nmt, wanted)
        && leadsTo(nmt, root, unitRanges(), leaves);
  }

  /** Whether the hashed leaves stand at {@code start} to {@code end} under {@code root}. */
  boolean provesLeaves(Nmt nmt, Bytes root, List<byte[]> leaves) {
    return wellFormed(nmt, root)
        && start < end
        && !isAbsence()
        && leadsTo(nmt, root, unitRanges(), leaves);
  }

  /**
   * Whether {@code subtreeRoots}, each over the next of {@code ranges}, make up this range under
   * {@code root}.
   */
  boolean provesSubtrees(
      Nmt nmt, Bytes root, List<SubtreeLayout.LeafRange> ranges, List<Bytes> subtreeRoots) {
    List<byte[]> hashes = subtreeRoots.stream().map(Bytes::arrayForReading).toList();
    return wellFormed(nmt, root)
        && start < end
        && !isAbsence()
        && hashes.stream().allMatch(nmt::isNode)
        && leadsTo(nmt, root, ranges, hashes);
  }

  private boolean wellFormed(Nmt nmt, Bytes root) {
    return nmt.isNode(root.arrayForReading())
        && nodes.stream().allMatch(node -> nmt.isNode(node.arrayForReading()))
        && leafHash.stream().allMatch(leaf -> nmt.isNode(leaf.arrayForReading()));
  }

  private static boolean isOutside(Nmt nmt, Bytes root, byte[] namespace) {
    byte[] node = root.arrayForReading();
    return nmt.compareLowest(node, namespace) > 0
        || nmt.compareHighest(node, namespace) < 0
        || Arrays.equals(node, nmt.emptyRoot());
  }

  private static boolean isUnder(Nmt nmt, byte[] leaf, byte[] namespace) {
    return nmt.isNode(leaf)
        && nmt.compareLowest(leaf, namespace) == 0
        && nmt.compareHighest(leaf, namespace) == 0;
  }

  /**
   * Nothing of the namespace is left of the range or right of it. Refuses a proof whose nodes run
   * out before they reach {@code start} (GHSA-r9fq-g486-v8pg): else its right side were taken for
   * its left.
   */
  private boolean isComplete(Nmt nmt, byte[] namespace) {
    int leaf = 0;
    int used = 0;
    while (leaf < start && used < nodes.size()) {
      if (nmt.compareHighest(nodes.get(used++).arrayForReading(), namespace) >= 0) {
        return false;
      }
      leaf += largestSubtreeAt(leaf);
    }
    return leaf == start
        && nodes.subList(used, nodes.size()).stream()
            .allMatch(node -> nmt.compareLowest(node.arrayForReading(), namespace) > 0);
  }

  /** Size of the largest aligned subtree that begins at {@code leaf} and ends by {@code start}. */
  private int largestSubtreeAt(int leaf) {
    int fits = Integer.highestOneBit(start - leaf);
    return leaf == 0 ? fits : Math.min(fits, Integer.lowestOneBit(leaf));
  }

  private List<SubtreeLayout.LeafRange> unitRanges() {
    List<SubtreeLayout.LeafRange> ranges = new ArrayList<>(end - start);
    for (int leaf = start; leaf < end; leaf++) {
      ranges.add(new SubtreeLayout.LeafRange(leaf, leaf + 1));
    }
    return ranges;
  }

  private boolean leadsTo(
      Nmt nmt, Bytes root, List<SubtreeLayout.LeafRange> ranges, List<byte[]> hashes) {
    return ranges.size() == hashes.size()
        && new NmtFold(nmt, this, ranges, hashes)
            .root()
            .filter(computed -> Arrays.equals(computed, root.arrayForReading()))
            .isPresent();
  }
}
