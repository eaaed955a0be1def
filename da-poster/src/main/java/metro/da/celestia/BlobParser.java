package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.Limits;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/** Puts blobs together from the shares of one namespace, padding left out. */
public final class BlobParser {

  /**
   * What was found.
   *
   * @param blobs in order
   * @param starts for each blob the index of its first share in the list given
   * @param unknownSequences sequences of a share version above {@link Share#MAX_KNOWN_VERSION}
   */
  public record Parsed(List<Blob> blobs, List<Integer> starts, int unknownSequences) {
    public Parsed {
      blobs = List.copyOf(blobs);
      starts = List.copyOf(starts);
    }
  }

  private final Namespace namespace;
  private final List<Share> shares;
  private final List<Blob> blobs = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private int unknown;

  private BlobParser(Namespace namespace, List<Share> shares) {
    this.namespace = namespace;
    this.shares = shares;
  }

  /**
   * Reads all sequences.
   *
   * @throws DaException of kind BAD_ANSWER when a sequence is cut off or continues without a start:
   *     no square of Celestia's has that
   */
  public static Parsed parse(Namespace namespace, List<Share> shares) throws DaException {
    BlobParser parser = new BlobParser(namespace, shares);
    for (int at = 0; at < shares.size(); ) {
      at = parser.sequence(at);
    }
    return new Parsed(parser.blobs, parser.starts, parser.unknown);
  }

  private int sequence(int at) throws DaException {
    Share first = shares.get(at);
    if (!first.isStart()) {
      throw malformed(at, "continues nothing");
    }
    if (first.isPadding()) {
      return at + 1;
    }
    if (first.version() > Share.MAX_KNOWN_VERSION) {
      unknown++;
      return nextStart(at + 1);
    }
    return blob(at, first);
  }

  private int blob(int at, Share first) throws DaException {
    long length = first.sequenceLength();
    if (length > Limits.MAX_BLOB_BYTES
        || (first.version() == 2 && length != Share.REFERENCE_BYTES)) {
      throw malformed(at, "says it has " + length + " bytes");
    }
    Optional<Address> signer = first.signer();
    int end = at + Share.sharesNeeded((int) length, signer.isPresent());
    if (end > shares.size()) {
      throw malformed(at, "is cut off");
    }
    byte[] data = new byte[(int) length];
    int filled = 0;
    for (int i = at; i < end; i++) {
      filled += copy(i, i == at, first.version(), data, filled);
    }
    blobs.add(new Blob(namespace, first.version(), signer, Bytes.wrap(data)));
    starts.add(at);
    return end;
  }

  private int copy(int at, boolean isFirst, int version, byte[] data, int filled)
      throws DaException {
    Share share = shares.get(at);
    if (share.isStart() != isFirst || share.version() != version) {
      throw malformed(at, "does not continue the one before");
    }
    int offset = share.dataOffset();
    int length = Math.min(Share.SIZE - offset, data.length - filled);
    System.arraycopy(share.bytes().arrayForReading(), offset, data, filled, length);
    return length;
  }

  private int nextStart(int from) {
    int at = from;
    while (at < shares.size() && !shares.get(at).isStart()) {
      at++;
    }
    return at;
  }

  private DaException malformed(int at, String what) {
    return new DaException(
        DaException.Kind.BAD_ANSWER, "share " + at + " of namespace " + namespace + " " + what);
  }
}
