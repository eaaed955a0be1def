package metro.da.celestia;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import metro.da.Blob;
import metro.ethereum.Bytes;

/**
 * Lays a block out as Celestia does: ordinary transactions, paying transactions, padding, blobs by
 * namespace each at a multiple of its subtree width, padding. The width follows from worst-case
 * counts, made before the blobs' places are known. Not for several threads at once.
 */
public final class SquareBuilder {
  private static final int WORST_SHARE_INDEX = 512 * 512;
  private static final String INDEX_WRAPPER_TYPE = "INDX";

  private final int maxShares;
  private final List<Bytes> txs = new ArrayList<>();
  private final List<BlobTx> blobTxs = new ArrayList<>();
  private long txBytes;
  private long pfbBytes;
  private long worstBlobShares;

  /** A blob of transaction {@code tx}, its place {@code ordinal} there. */
  private record Element(int tx, int ordinal, Blob blob, int shares) {}

  /** Squares of at most {@code maxWidth} (a power of two). */
  public SquareBuilder(int maxWidth) {
    if (maxWidth < 1
        || maxWidth > metro.da.Limits.MAX_SQUARE_WIDTH
        || Integer.bitCount(maxWidth) != 1) {
      throw new IllegalArgumentException("a square's width is a power of two to 512: " + maxWidth);
    }
    this.maxShares = maxWidth * maxWidth;
  }

  /** Adds an ordinary transaction; false when there is no room. */
  public boolean appendTx(Bytes tx) {
    long bytes = txBytes + CompactShares.streamBytes(tx.length());
    if (worstShares(bytes, pfbBytes, worstBlobShares) > maxShares) {
      return false;
    }
    txBytes = bytes;
    txs.add(tx);
    return true;
  }

  /** Adds a paying transaction and its blobs; false when there is no room. */
  public boolean appendBlobTx(BlobTx tx) {
    List<Integer> worst = Collections.nCopies(tx.blobs().size(), WORST_SHARE_INDEX);
    long pfb = pfbBytes + CompactShares.streamBytes(indexWrapper(tx, worst).length());
    long shares = worstBlobShares + tx.blobs().stream().mapToLong(this::worstShares).sum();
    if (worstShares(txBytes, pfb, shares) > maxShares) {
      return false;
    }
    pfbBytes = pfb;
    worstBlobShares = shares;
    blobTxs.add(tx);
    return true;
  }

  private long worstShares(Blob blob) {
    int shares = blob.shareCount();
    return shares + SubtreeLayout.subtreeWidth(shares) - 1L;
  }

  private static long worstShares(long txBytes, long pfbBytes, long blobShares) {
    return (long) CompactShares.sharesNeeded(txBytes)
        + CompactShares.sharesNeeded(pfbBytes)
        + blobShares;
  }

  /** The square of what was added so far. */
  public Square build() {
    if (txs.isEmpty() && blobTxs.isEmpty()) {
      return Square.EMPTY;
    }
    int width = SubtreeLayout.minSquareWidth((int) worstShares(txBytes, pfbBytes, worstBlobShares));
    List<List<Integer>> indexes = new ArrayList<>();
    blobTxs.forEach(tx -> indexes.add(new ArrayList<>(Collections.nCopies(tx.blobs().size(), 0))));
    int reserved = CompactShares.sharesNeeded(txBytes) + CompactShares.sharesNeeded(pfbBytes);
    List<Share> blobShares = new ArrayList<>();
    int blobStart = placeBlobs(reserved, indexes, blobShares);
    List<Share> shares = new ArrayList<>(CompactShares.split(Namespace.TRANSACTION, txs));
    shares.addAll(CompactShares.split(Namespace.PAY_FOR_BLOB, wrapped(indexes)));
    pad(shares, blobStart - shares.size(), Namespace.RESERVED_PADDING, 0);
    shares.addAll(blobShares);
    return Square.of(shares, width);
  }

  /** Returns where the first blob starts; notes every blob's place. */
  private int placeBlobs(int reserved, List<List<Integer>> indexes, List<Share> blobShares) {
    int first = reserved;
    int end = reserved;
    List<Element> sorted = sortedBlobs();
    for (int i = 0; i < sorted.size(); i++) {
      Element element = sorted.get(i);
      int start = SubtreeLayout.nextShareIndex(end, element.shares());
      if (i == 0) {
        first = start;
      } else {
        Blob before = sorted.get(i - 1).blob();
        pad(blobShares, start - end, before.namespace(), before.shareVersion());
      }
      indexes.get(element.tx()).set(element.ordinal(), start);
      blobShares.addAll(ShareSplitter.split(element.blob()));
      end = start + element.shares();
    }
    return first;
  }

  private List<Element> sortedBlobs() {
    List<Element> elements = new ArrayList<>();
    for (int tx = 0; tx < blobTxs.size(); tx++) {
      List<Blob> blobs = blobTxs.get(tx).blobs();
      for (int i = 0; i < blobs.size(); i++) {
        elements.add(new Element(tx, i, blobs.get(i), blobs.get(i).shareCount()));
      }
    }
    elements.sort(Comparator.comparing(element -> element.blob().namespace()));
    return elements;
  }

  private List<Bytes> wrapped(List<List<Integer>> indexes) {
    List<Bytes> wrapped = new ArrayList<>();
    for (int i = 0; i < blobTxs.size(); i++) {
      wrapped.add(indexWrapper(blobTxs.get(i), indexes.get(i)));
    }
    return wrapped;
  }

  /** The protobuf message IndexWrapper{tx=1, share_indexes=2, type_id=3}. */
  private static Bytes indexWrapper(BlobTx tx, List<Integer> indexes) {
    return Bytes.wrap(
        new ProtoWriter()
            .bytes(1, tx.tx())
            .packed(2, indexes)
            .text(3, INDEX_WRAPPER_TYPE)
            .toBytes());
  }

  private static void pad(List<Share> shares, int count, Namespace namespace, int version) {
    shares.addAll(Collections.nCopies(count, Share.padding(namespace, version)));
  }
}
