package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;
import metro.state.MerklePath;

/**
 * The roots of an extended square: 2k rows and 2k columns of 90 bytes each.
 *
 * @param rowRoots top to bottom
 * @param columnRoots left to right
 */
public record DataAvailabilityHeader(List<Bytes> rowRoots, List<Bytes> columnRoots) {
  /** Rows of the widest extended square. */
  public static final int MAX_ROWS = 2 * metro.da.Limits.MAX_SQUARE_WIDTH;

  public DataAvailabilityHeader {
    rowRoots = List.copyOf(rowRoots);
    columnRoots = List.copyOf(columnRoots);
    if (rowRoots.size() != columnRoots.size()
        || rowRoots.size() < 2
        || rowRoots.size() > MAX_ROWS
        || Integer.bitCount(rowRoots.size()) != 1) {
      throw new IllegalArgumentException(
          "a square has as many rows as columns, a power of two from 2 to "
              + MAX_ROWS
              + ", not "
              + rowRoots.size()
              + " and "
              + columnRoots.size());
    }
    rowRoots.forEach(DataAvailabilityHeader::requireRoot);
    columnRoots.forEach(DataAvailabilityHeader::requireRoot);
  }

  private static void requireRoot(Bytes root) {
    if (root.length() != Nmt.NODE_SIZE) {
      throw new IllegalArgumentException("a row or column root has 90 bytes, not " + root.length());
    }
  }

  /** The width k of the original square. */
  public int width() {
    return rowRoots.size() / 2;
  }

  /** The data root: RFC 6962 over all row roots, then all column roots. */
  public Hash dataRoot() {
    return Merkle.root(leaves());
  }

  /** The way from a row root to the data root. */
  public MerklePath rowPath(int row) {
    return Merkle.path(leaves(), row);
  }

  /** Rows of the original square whose namespace range covers {@code namespace}, in order. */
  public List<Integer> rowsWith(Namespace namespace) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < rowRoots.size(); row++) {
      if (Nmt.covers(rowRoots.get(row), namespace)) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<Hash> leaves() {
    List<Hash> leaves = new ArrayList<>(4 * width());
    rowRoots.forEach(root -> leaves.add(Merkle.leaf(root.arrayForReading())));
    columnRoots.forEach(root -> leaves.add(Merkle.leaf(root.arrayForReading())));
    return leaves;
  }
}
