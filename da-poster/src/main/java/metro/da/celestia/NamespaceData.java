package metro.da.celestia;

import java.util.List;

/**
 * All shares of a namespace in one square, row by row, with proofs; not verified by itself.
 *
 * @param rows one for each row whose range covers the namespace, top to bottom
 */
public record NamespaceData(List<Row> rows) {

  /**
   * One row.
   *
   * @param shares of the namespace, left to right; none when the row proves absence
   * @param proof that these are all
   */
  public record Row(List<Share> shares, NmtProof proof) {
    public Row {
      shares = List.copyOf(shares);
    }
  }

  public NamespaceData {
    rows = List.copyOf(rows);
  }
}
