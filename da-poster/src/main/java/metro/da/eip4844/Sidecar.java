package metro.da.eip4844;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.da.celestia.JsonFields;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.RlpWriter;
import tools.jackson.databind.JsonNode;

/**
 * What travels beside a blob transaction and never stands in a block: blobs, commitments and the
 * proofs of their cells (EIP-7594, wrapper version 1).
 *
 * @param blobs of {@link Kzg#BLOB_BYTES} each
 * @param commitments one for each blob
 * @param cellProofs one after the other, several in one element or not
 */
record Sidecar(List<Bytes> blobs, List<Bytes> commitments, List<Bytes> cellProofs) {
  private static final int WRAPPER_VERSION = 1;
  private static final int MAX_ELEMENTS = PackedBlobs.MAX_BLOBS_PER_TX * Kzg.CELLS_PER_BLOB;

  Sidecar {
    blobs = List.copyOf(blobs);
    commitments = List.copyOf(commitments);
    cellProofs = List.copyOf(cellProofs);
  }

  /** Commits to blobs: some tenths of a second each. */
  static Sidecar of(List<byte[]> blobs) {
    List<Bytes> own = new ArrayList<>();
    List<Bytes> commitments = new ArrayList<>();
    List<Bytes> proofs = new ArrayList<>();
    for (byte[] blob : blobs) {
      own.add(Bytes.wrap(blob));
      commitments.add(Kzg.commitment(blob));
      proofs.add(Kzg.cellProofs(blob));
    }
    return new Sidecar(own, commitments, proofs);
  }

  /** The sidecar in a development node's JSON of a transaction, if it is there. */
  static Optional<Sidecar> read(JsonNode json) {
    return Quantities.isPresent(json, "cellProofs")
        ? Optional.of(
            new Sidecar(list(json, "blobs"), list(json, "commitments"), list(json, "cellProofs")))
        : Optional.empty();
  }

  private static List<Bytes> list(JsonNode json, String field) {
    return JsonFields.list(json, field, MAX_ELEMENTS, value -> Bytes.fromHex(value.asString("")));
  }

  /** What the transaction names the blobs by. */
  List<Hash> versionedHashes() {
    return commitments.stream().map(Kzg::versionedHash).toList();
  }

  /**
   * A signed transaction as it is sent: 03, then the list [fields, 1, blobs, commitments, proofs].
   */
  byte[] wrap(BlobTransaction signed) {
    byte[] envelope = signed.encode();
    byte[] fields = Arrays.copyOfRange(envelope, 1, envelope.length);
    RlpWriter list = new RlpWriter(1024 + blobs.size() * (Kzg.BLOB_BYTES + 8192));
    list.list(w -> {
      w.raw(fields).uint64(WRAPPER_VERSION);
      w.listOf(blobs, (x, blob) -> x.bytes(blob.arrayForReading()));
      w.listOf(commitments, (x, one) -> x.bytes(one.arrayForReading()));
      w.list(x -> cellProofs.forEach(all -> writeProofs(x, all.arrayForReading())));
    });
    byte[] body = list.toBytes();
    byte[] out = new byte[1 + body.length];
    out[0] = BlobTransaction.TYPE;
    System.arraycopy(body, 0, out, 1, body.length);
    return out;
  }

  private static void writeProofs(RlpWriter out, byte[] proofs) {
    for (int at = 0; at < proofs.length; at += Kzg.PROOF_BYTES) {
      out.bytes(proofs, at, Kzg.PROOF_BYTES);
    }
  }
}
