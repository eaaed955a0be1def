package metro.da.celestia;

import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;
import metro.state.MerklePath;

/**
 * Proves that neighbouring row roots are part of a data root.
 *
 * @param startRow the first row
 * @param rowRoots 90 bytes each
 * @param paths one for each row root, from its leaf to the data root
 */
public record RowProof(int startRow, List<Bytes> rowRoots, List<MerklePath> paths) {
  public RowProof {
    rowRoots = List.copyOf(rowRoots);
    paths = List.copyOf(paths);
    if (startRow < 0
        || rowRoots.isEmpty()
        || rowRoots.size() != paths.size()
        || startRow + rowRoots.size() > DataAvailabilityHeader.MAX_ROWS) {
      throw new IllegalArgumentException(
          "a row proof has as many paths as rows, not "
              + paths.size()
              + " for "
              + rowRoots.size()
              + " rows from "
              + startRow);
    }
  }

  /** The last row. */
  public int endRow() {
    return startRow + rowRoots.size() - 1;
  }

  /** Rows and columns of the square together, as all paths must say. */
  int leafCount() {
    return paths.getFirst().size();
  }

  /**
   * Whether every row root is the leaf of its own row. Upstream does not look at a path's index and
   * size; here they must be those of a row of one square.
   */
  boolean leadsTo(Hash dataRoot) {
    int total = leafCount();
    if (Integer.bitCount(total) != 1 || total < 4 || total > 2 * DataAvailabilityHeader.MAX_ROWS) {
      return false;
    }
    for (int i = 0; i < paths.size(); i++) {
      MerklePath path = paths.get(i);
      Hash leaf = Merkle.leaf(rowRoots.get(i).arrayForReading());
      boolean isRow =
          path.size() == total && path.index() == startRow + i && path.index() < total / 2;
      if (!isRow || !path.root(leaf).filter(dataRoot::equals).isPresent()) {
        return false;
      }
    }
    return true;
  }
}
