package metro.da.celestia;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.Limits;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;

/**
 * A paying transaction with its blobs, as it travels; only the transaction itself becomes part of
 * the block's pay-for-blob shares.
 *
 * @param tx the signed transaction
 * @param blobs at least one
 */
public record BlobTx(Bytes tx, List<Blob> blobs) {
  private static final String TYPE = "BLOB";

  public BlobTx {
    blobs = List.copyOf(blobs);
    if (blobs.isEmpty() || blobs.size() > Limits.MAX_BLOBS_PER_TX) {
      throw new IllegalArgumentException(
          "a transaction has 1 to " + Limits.MAX_BLOBS_PER_TX + " blobs, not " + blobs.size());
    }
  }

  /** Whether bytes are a BlobTx and not an ordinary transaction. */
  public static boolean isBlobTx(Bytes bytes) {
    try {
      ProtoReader in = new ProtoReader(bytes);
      boolean marked = false;
      for (int field = in.nextField(); field != 0; field = in.nextField()) {
        if (field == 3) {
          marked = in.bytes().equals(type());
        } else {
          in.skip();
        }
      }
      return marked;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads {@link #encode()}.
   *
   * @throws IllegalArgumentException when the bytes are none
   */
  public static BlobTx decode(Bytes bytes) {
    ProtoReader in = new ProtoReader(bytes);
    Bytes tx = Bytes.EMPTY;
    Bytes type = Bytes.EMPTY;
    List<Blob> blobs = new ArrayList<>();
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 1 -> tx = in.bytes();
        case 2 -> blobs.add(decodeBlob(in.bytes()));
        case 3 -> type = in.bytes();
        default -> in.skip();
      }
    }
    if (!type.equals(type())) {
      throw new IllegalArgumentException("a BlobTx is marked BLOB, not " + type);
    }
    return new BlobTx(tx, blobs);
  }

  private static Bytes type() {
    return Bytes.wrap(TYPE.getBytes(StandardCharsets.UTF_8));
  }

  private static Blob decodeBlob(Bytes bytes) {
    ProtoReader in = new ProtoReader(bytes);
    Bytes id = Bytes.EMPTY;
    Bytes data = Bytes.EMPTY;
    Bytes signer = Bytes.EMPTY;
    long shareVersion = 0;
    long namespaceVersion = 0;
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 1 -> id = in.bytes();
        case 2 -> data = in.bytes();
        case 3 -> shareVersion = in.number();
        case 4 -> namespaceVersion = in.number();
        case 5 -> signer = in.bytes();
        default -> in.skip();
      }
    }
    return new Blob(
        Namespace.of(namespaceVersion, id),
        Math.clamp(shareVersion, -1, Share.MAX_VERSION),
        signer.isEmpty() ? Optional.empty() : Optional.of(Address.of(signer.arrayForReading())),
        data);
  }

  /** The protobuf message BlobTx{tx=1, blobs=2, type_id=3}. */
  public Bytes encode() {
    ProtoWriter out = new ProtoWriter().bytes(1, tx);
    for (Blob blob : blobs) {
      ProtoWriter message =
          new ProtoWriter()
              .bytes(1, blob.namespace().id())
              .bytes(2, blob.data())
              .number(3, blob.shareVersion())
              .number(4, blob.namespace().version());
      blob.signer().ifPresent(signer -> message.bytes(5, signer.bytes()));
      out.message(2, message.toBytes());
    }
    return Bytes.wrap(out.text(3, TYPE).toBytes());
  }

  /** The transaction's hash, known before it is sent: without the blobs. */
  public Hash hash() {
    return Sha256.hash(tx.arrayForReading());
  }
}
