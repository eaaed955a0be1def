package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;
import metro.da.Blob;
import metro.da.DaException;
import metro.ethereum.Bytes;
import metro.state.MerklePath;

/**
 * Reads blobs out of a square one holds and proves what is in it. Extends only the rows needed.
 *
 * @param square the original square
 * @param dah its roots
 */
public record SquareProofs(Square square, DataAvailabilityHeader dah) {

  /**
   * A blob and its place.
   *
   * @param blob what
   * @param start index of its first share in the original square
   */
  public record Placed(Blob blob, int start) {}

  /** All shares of {@code namespace} with proofs, or proofs that there are none. */
  public NamespaceData namespaceData(Namespace namespace) {
    List<NamespaceData.Row> rows = new ArrayList<>();
    for (int row : dah.rowsWith(namespace)) {
      NmtProof proof = ExtendedSquare.rowTree(square, row).proveNamespace(namespace.bytes());
      List<Share> shares = new ArrayList<>();
      for (int i = proof.start(); i < proof.end() && !proof.isAbsence(); i++) {
        shares.add(square.share(row * square.width() + i));
      }
      rows.add(new NamespaceData.Row(shares, proof));
    }
    return new NamespaceData(rows);
  }

  /** The blobs of {@code namespace} in order. */
  public List<Placed> blobs(Namespace namespace) throws DaException {
    List<Share> shares = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (int row : dah.rowsWith(namespace)) {
      collectRow(row, namespace, shares, indexes);
    }
    BlobParser.Parsed parsed = BlobParser.parse(namespace, shares);
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < parsed.blobs().size(); i++) {
      placed.add(new Placed(parsed.blobs().get(i), indexes.get(parsed.starts().get(i))));
    }
    return placed;
  }

  private void collectRow(int row, Namespace namespace, List<Share> shares, List<Integer> indexes) {
    for (int i = row * square.width(); i < (row + 1) * square.width(); i++) {
      Share share = square.share(i);
      if (share.isOf(namespace)) {
        shares.add(share);
        indexes.add(i);
      }
    }
  }

  /** Proves that {@code placed} stands in this square. */
  public CommitmentProof commitmentProof(Placed placed) {
    int k = square.width();
    int count = placed.blob().shareCount();
    int end = placed.start() + count;
    int firstRow = placed.start() / k;
    int lastRow = (end - 1) / k;
    List<Bytes> subtreeRoots = new ArrayList<>();
    List<NmtProof> proofs = new ArrayList<>();
    for (int row = firstRow; row <= lastRow; row++) {
      NmtTree tree = ExtendedSquare.rowTree(square, row);
      int from = Math.max(placed.start(), row * k) - row * k;
      int to = Math.min(end, (row + 1) * k) - row * k;
      proofs.add(tree.prove(from, to));
      SubtreeLayout.leafRanges(from, to, SubtreeLayout.subtreeWidth(count))
          .forEach(r -> subtreeRoots.add(Bytes.wrap(tree.subtree(r.start(), r.end()))));
    }
    return new CommitmentProof(
        subtreeRoots, proofs, placed.blob().namespace(), rowProof(firstRow, lastRow));
  }

  private RowProof rowProof(int first, int last) {
    List<MerklePath> paths = new ArrayList<>();
    for (int row = first; row <= last; row++) {
      paths.add(dah.rowPath(row));
    }
    return new RowProof(first, dah.rowRoots().subList(first, last + 1), paths);
  }

  /** A blob's index as celestia-node counts: in the extended square, row by row. */
  public long extendedIndex(Placed placed) {
    int k = square.width();
    return (long) (placed.start() / k) * 2 * k + placed.start() % k;
  }
}
