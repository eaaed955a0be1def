package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;
import metro.da.Blob;
import metro.ethereum.Bytes;

/** Cuts blobs into shares. */
public final class ShareSplitter {
  private ShareSplitter() {}

  /** The shares of {@code blob}, the last one filled up with zeros. */
  public static List<Share> split(Blob blob) {
    int count = blob.shareCount();
    List<Share> shares = new ArrayList<>(count);
    byte[] data = blob.data().arrayForReading();
    for (int at = 0; shares.size() < count; ) {
      byte[] share = new byte[Share.SIZE];
      Share.namespaceAndInfo(share, blob.namespace(), blob.shareVersion(), at == 0);
      int offset = at == 0 ? writeStart(share, blob) : Share.LENGTH_OFFSET;
      int length = Math.min(Share.SIZE - offset, data.length - at);
      System.arraycopy(data, at, share, offset, length);
      at += length;
      shares.add(new Share(Bytes.wrap(share)));
    }
    return shares;
  }

  private static int writeStart(byte[] share, Blob blob) {
    writeLength(share, blob.data().length());
    blob.signer().ifPresent(signer -> signer.copyTo(share, Share.AFTER_LENGTH));
    return Share.SIZE
        - (blob.signer().isPresent() ? Share.FIRST_SIGNED_CAPACITY : Share.FIRST_CAPACITY);
  }

  static void writeLength(byte[] share, int length) {
    for (int i = 0; i < 4; i++) {
      share[Share.LENGTH_OFFSET + i] = (byte) (length >>> (24 - 8 * i));
    }
  }
}
