package metro.da.celestia;

import java.util.List;
import metro.da.DaException;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * Proves that a blob of a commitment stands in the square of a data root.
 *
 * @param subtreeRoots what the commitment is made of, 90 bytes each
 * @param subtreeRootProofs for each row the blob touches, its place there
 * @param namespace of the blob
 * @param rowProof those rows' place under the data root
 */
public record CommitmentProof(
    List<Bytes> subtreeRoots,
    List<NmtProof> subtreeRootProofs,
    Namespace namespace,
    RowProof rowProof) {
  public CommitmentProof {
    subtreeRoots = List.copyOf(subtreeRoots);
    subtreeRootProofs = List.copyOf(subtreeRootProofs);
    if (subtreeRootProofs.size() != rowProof.rowRoots().size()) {
      throw new IllegalArgumentException(
          "a commitment proof has a proof for each row, not "
              + subtreeRootProofs.size()
              + " for "
              + rowProof.rowRoots().size());
    }
  }

  /**
   * Checks it against a data root one trusts.
   *
   * @throws DaException of kind UNPROVEN saying what does not hold
   */
  public void verify(Hash commitment, Hash dataRoot) throws DaException {
    require(ShareCommitment.ofRoots(subtreeRoots).equals(commitment), "another commitment");
    require(rowProof.leadsTo(dataRoot), "the rows are not those of the data root");
    require(subtreeRoots.stream().allMatch(this::isOfNamespace), "another namespace");
    requireContiguous();
    int used = 0;
    int width = SubtreeLayout.subtreeWidth(shareCount());
    for (int i = 0; i < subtreeRootProofs.size(); i++) {
      List<SubtreeLayout.LeafRange> ranges = ranges(subtreeRootProofs.get(i), width);
      require(used + ranges.size() <= subtreeRoots.size(), "too few subtree roots");
      requireRow(i, ranges, subtreeRoots.subList(used, used + ranges.size()));
      used += ranges.size();
    }
    require(used == subtreeRoots.size(), "too many subtree roots");
  }

  private int shareCount() {
    return subtreeRootProofs.stream().mapToInt(proof -> proof.end() - proof.start()).sum();
  }

  private boolean isOfNamespace(Bytes root) {
    byte[] node = root.arrayForReading();
    byte[] wanted = namespace.bytes().arrayForReading();
    Nmt nmt = Nmt.celestia();
    return nmt.isNode(node)
        && nmt.compareLowest(node, wanted) == 0
        && nmt.compareHighest(node, wanted) == 0;
  }

  /** A blob is one run of shares: it ends a row before it goes on at the start of the next. */
  private void requireContiguous() throws DaException {
    int width = rowProof.leafCount() / 4;
    for (int i = 0; i < subtreeRootProofs.size(); i++) {
      NmtProof proof = subtreeRootProofs.get(i);
      require(proof.start() < proof.end() && proof.end() <= width, "a range outside of the square");
      require(i == 0 || proof.start() == 0, "a row that does not begin with the blob");
      require(
          i == subtreeRootProofs.size() - 1 || proof.end() == width,
          "a row that does not end with the blob");
    }
  }

  private static List<SubtreeLayout.LeafRange> ranges(NmtProof proof, int width)
      throws DaException {
    try {
      return SubtreeLayout.leafRanges(proof.start(), proof.end(), width);
    } catch (IllegalArgumentException e) {
      throw new DaException(
          DaException.Kind.UNPROVEN, "commitment proof: a blob that is not aligned", e);
    }
  }

  private void requireRow(int row, List<SubtreeLayout.LeafRange> ranges, List<Bytes> roots)
      throws DaException {
    NmtProof proof = subtreeRootProofs.get(row);
    int leaves = rowProof.leafCount() / 2;
    require(
        proof.nodes().size() == NmtTree.nodeCount(leaves, proof.start(), proof.end())
            && proof.provesSubtrees(Nmt.celestia(), rowProof.rowRoots().get(row), ranges, roots),
        "subtree roots that are not in row " + (rowProof.startRow() + row));
  }

  private static void require(boolean holds, String otherwise) throws DaException {
    if (!holds) {
      throw DaException.unproven("commitment proof: " + otherwise);
    }
  }
}
