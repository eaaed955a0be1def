package metro.da.eip4844;

import java.util.ArrayList;
import java.util.List;
import metro.da.Blob;
import metro.da.Limits;
import metro.da.celestia.Namespace;
import metro.ethereum.Bytes;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;

/**
 * The blobs of one submission inside the EIP-4844 blobs of one transaction: a directory of
 * namespaces and lengths, then the data in the same order, then zeros. Every content has one form.
 */
final class PackedBlobs {
  /** Blobs a transaction may carry (EIP-7594). */
  static final int MAX_BLOBS_PER_TX = 6;

  /** Bytes of packed content a transaction holds. */
  static final int CAPACITY = MAX_BLOBS_PER_TX * FieldElements.BYTES_PER_BLOB;

  private static final int TAG = 0x68;
  private static final int VERSION = 1;
  private static final int HEAD_BYTES = 6;
  private static final int ENTRY_BYTES = Namespace.SIZE + 4;

  /**
   * One of the packed blobs.
   *
   * @param namespace whose
   * @param data at least one byte
   */
  record Entry(Namespace namespace, Bytes data) {}

  private PackedBlobs() {}

  /** Bytes the blobs take when packed. */
  static long size(List<Blob> blobs) {
    return blobs.stream().mapToLong(b -> ENTRY_BYTES + b.data().length()).sum() + HEAD_BYTES;
  }

  /** The packed form, which must not be larger than {@link #CAPACITY}. */
  static List<byte[]> pack(List<Blob> blobs) {
    Encoder out = new Encoder((int) size(blobs)).u8(TAG).u8(VERSION).u32(blobs.size());
    for (Blob blob : blobs) {
      out.raw(blob.namespace().bytes().arrayForReading()).u32(blob.data().length());
    }
    blobs.forEach(blob -> out.raw(blob.data().arrayForReading()));
    return FieldElements.write(out.toBytes());
  }

  /**
   * Reads {@link #pack}.
   *
   * @throws MalformedException naming the field: somebody else's blobs
   */
  static List<Entry> unpack(List<byte[]> blobs) {
    Decoder in =
        new Decoder(FieldElements.read(blobs))
            .tag(TAG, "packed blobs")
            .tag(VERSION, "packed blobs version");
    int count = in.count(Limits.MAX_BLOBS_PER_TX, "packed blob count");
    if (count == 0 || (long) count * ENTRY_BYTES > in.remaining()) {
      throw new MalformedException("packed blob count " + count);
    }
    List<Namespace> namespaces = new ArrayList<>(count);
    List<Integer> lengths = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      namespaces.add(namespace(in.raw(Namespace.SIZE, "packed blob namespace")));
      lengths.add(in.count(CAPACITY, "packed blob length"));
    }
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] data = in.raw(lengths.get(i), "packed blob data");
      if (data.length == 0) {
        throw new MalformedException("packed blob data is empty");
      }
      entries.add(new Entry(namespaces.get(i), Bytes.wrap(data)));
    }
    requireEnd(in.raw(in.remaining(), "packed blob padding"), blobs.size());
    return entries;
  }

  private static Namespace namespace(byte[] bytes) {
    try {
      Namespace namespace = Namespace.of(bytes);
      if (namespace.mayHoldBlobs()) {
        return namespace;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException("packed blob namespace: " + e.getMessage());
    }
    throw new MalformedException("packed blob namespace is reserved");
  }

  private static void requireEnd(byte[] padding, int blobs) {
    boolean isShortest =
        blobs == FieldElements.blobsFor(blobs * FieldElements.BYTES_PER_BLOB - padding.length);
    if (!isShortest || !FieldElements.isZero(padding, 0)) {
      throw new MalformedException("packed blobs end in something else than their zeros");
    }
  }
}
