package metro.da.celestia;

import java.util.Arrays;
import java.util.List;
import metro.ethereum.Bytes;

/**
 * An original data square: k x k shares, row by row.
 *
 * @param width k, a power of two
 * @param cells k * k * 512 bytes
 */
public record Square(int width, Bytes cells) {
  /** The square of a block without transactions: one share of tail padding. */
  public static final Square EMPTY =
      new Square(1, Share.padding(Namespace.TAIL_PADDING, 0).bytes());

  public Square {
    if (width < 1
        || width > metro.da.Limits.MAX_SQUARE_WIDTH
        || Integer.bitCount(width) != 1
        || cells.length() != width * width * Share.SIZE) {
      throw new IllegalArgumentException(
          "a square of width " + width + " does not have " + cells.length() + " bytes");
    }
  }

  /** The smallest square with room for {@code shares}, filled up with tail padding. */
  static Square of(List<Share> shares, int width) {
    byte[] cells = new byte[width * width * Share.SIZE];
    int at = 0;
    for (Share share : shares) {
      System.arraycopy(share.bytes().arrayForReading(), 0, cells, at, Share.SIZE);
      at += Share.SIZE;
    }
    byte[] tail = Share.padding(Namespace.TAIL_PADDING, 0).bytes().arrayForReading();
    for (; at < cells.length; at += Share.SIZE) {
      System.arraycopy(tail, 0, cells, at, Share.SIZE);
    }
    return new Square(width, Bytes.wrap(cells));
  }

  /** The share at {@code index}, counted row by row. */
  public Share share(int index) {
    return new Share(
        Bytes.wrap(
            Arrays.copyOfRange(
                cells.arrayForReading(), index * Share.SIZE, (index + 1) * Share.SIZE)));
  }
}
