package metro.da.celestia;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;

/** Walks a tree from the root down and computes what root a proof and known subtrees lead to. */
final class NmtFold {
  private final Nmt nmt;
  private final NmtProof proof;
  private final List<SubtreeLayout.LeafRange> ranges;
  private final List<byte[]> hashes;
  private final Iterator<Bytes> nodes;
  private int known;
  private boolean broken;

  /** Known subtrees: {@code hashes.get(i)} stands over {@code ranges.get(i)}. */
  NmtFold(Nmt nmt, NmtProof proof, List<SubtreeLayout.LeafRange> ranges, List<byte[]> hashes) {
    this.nmt = nmt;
    this.proof = proof;
    this.ranges = ranges;
    this.hashes = hashes;
    this.nodes = proof.nodes().iterator();
  }

  /** The root, or nothing when the proof has not the shape of its range. */
  Optional<byte[]> root() {
    int estimate = Math.max(1, 2 * NmtTree.split(proof.end()));
    Optional<byte[]> root = over(0, estimate);
    while (root.isPresent() && nodes.hasNext()) {
      root = join(root.orElseThrow(), nodes.next().arrayForReading());
    }
    return broken || known != ranges.size() ? Optional.empty() : root;
  }

  private Optional<byte[]> over(int start, int end) {
    if (known < ranges.size() && ranges.get(known).is(start, end)) {
      return Optional.of(hashes.get(known++));
    }
    if (end <= proof.start() || start >= proof.end()) {
      return nodes.hasNext() ? Optional.of(nodes.next().arrayForReading()) : Optional.empty();
    }
    if (end - start == 1) {
      return fail();
    }
    int middle = start + NmtTree.split(end - start);
    Optional<byte[]> left = over(start, middle);
    Optional<byte[]> right = over(middle, end);
    if (left.isEmpty()) {
      return fail();
    }
    return right.isEmpty() ? left : join(left.orElseThrow(), right.orElseThrow());
  }

  private Optional<byte[]> join(byte[] left, byte[] right) {
    return nmt.ordered(left, right) ? Optional.of(nmt.node(left, right)) : fail();
  }

  private Optional<byte[]> fail() {
    broken = true;
    return Optional.empty();
  }
}
