package metro.da.celestia;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.ethereum.Bytes;

/**
 * A square of 2k x 2k cells: the original one top left, its rows' parity top right, its columns'
 * parity below, and the rows of that again extended.
 */
public final class ExtendedSquare {
  private final int width;
  private final byte[] cells;

  private ExtendedSquare(int width, byte[] cells) {
    this.width = width;
    this.cells = cells;
  }

  /** Extends {@code square}. */
  public static ExtendedSquare of(Square square) {
    int k = square.width();
    ExtendedSquare extended = new ExtendedSquare(2 * k, new byte[4 * k * k * Share.SIZE]);
    for (int row = 0; row < k; row++) {
      System.arraycopy(
          square.cells().arrayForReading(),
          row * k * Share.SIZE,
          extended.cells,
          extended.offset(row, 0),
          k * Share.SIZE);
    }
    extended.fillParity(k);
    return extended;
  }

  private void fillParity(int k) {
    LeopardCodec codec = new LeopardCodec(k);
    int down = width * Share.SIZE;
    for (int row = 0; row < k; row++) {
      codec.encode(cells, offset(row, 0), offset(row, k), Share.SIZE);
    }
    for (int column = 0; column < width; column++) {
      codec.encode(cells, offset(0, column), offset(k, column), down);
    }
  }

  /** Extends one row of an original square: 2k cells. */
  static byte[] extendRow(Square square, int row) {
    int k = square.width();
    byte[] cells = new byte[2 * k * Share.SIZE];
    System.arraycopy(
        square.cells().arrayForReading(), row * k * Share.SIZE, cells, 0, k * Share.SIZE);
    new LeopardCodec(k).encode(cells, 0, k * Share.SIZE, Share.SIZE);
    return cells;
  }

  /** The namespaced tree of one row of an original square, extended. */
  static NmtTree rowTree(Square square, int row) {
    int k = square.width();
    Nmt nmt = Nmt.celestia();
    byte[] cells = extendRow(square, row);
    List<byte[]> leaves = new ArrayList<>(2 * k);
    for (int column = 0; column < 2 * k; column++) {
      leaves.add(cellLeaf(nmt, cells, column * Share.SIZE, column < k));
    }
    return new NmtTree(nmt, leaves);
  }

  /** Cells in a row: 2k. */
  public int width() {
    return width;
  }

  /** The 512 bytes at a place. */
  public Bytes cell(int row, int column) {
    int at = offset(row, column);
    return Bytes.wrap(Arrays.copyOfRange(cells, at, at + Share.SIZE));
  }

  /** Row and column roots. A cell's leaf is the same in its row and in its column: hashed once. */
  public DataAvailabilityHeader header() {
    Nmt nmt = Nmt.celestia();
    List<NmtFrontier> columns = frontiers(nmt);
    List<Bytes> rowRoots = new ArrayList<>(width);
    for (int row = 0; row < width; row++) {
      NmtFrontier line = new NmtFrontier(nmt);
      for (int column = 0; column < width; column++) {
        byte[] leaf = leaf(nmt, row, column);
        line.add(leaf);
        columns.get(column).add(leaf);
      }
      rowRoots.add(line.root());
    }
    return new DataAvailabilityHeader(rowRoots, columns.stream().map(NmtFrontier::root).toList());
  }

  private List<NmtFrontier> frontiers(Nmt nmt) {
    List<NmtFrontier> out = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      out.add(new NmtFrontier(nmt));
    }
    return out;
  }

  private byte[] leaf(Nmt nmt, int row, int column) {
    boolean original = row < width / 2 && column < width / 2;
    return cellLeaf(nmt, cells, offset(row, column), original);
  }

  private static byte[] cellLeaf(Nmt nmt, byte[] cells, int offset, boolean original) {
    return original
        ? nmt.leaf(cells, offset, cells, offset, Share.SIZE)
        : nmt.cellLeaf(Namespace.PARITY.bytes().arrayForReading(), cells, offset);
  }

  private int offset(int row, int column) {
    return (row * width + column) * Share.SIZE;
  }
}
