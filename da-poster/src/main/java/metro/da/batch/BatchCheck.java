package metro.da.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.batch.BatchCodec.RollupBlob;
import metro.da.celestia.Namespace;
import metro.state.MalformedException;

/** Reads a batch's blobs back before they are sent, as a stranger would. */
final class BatchCheck {
  /** What a blob adds to a transaction besides its data: names, sizes, a commitment, a signer. */
  private static final int BYTES_PER_BLOB = 192;

  private static final int BYTES_OF_TX = 2 * 1024;

  private BatchCheck() {}

  /**
   * Requires that the blobs decode to the batch, that the batch holds what it says, and that it can
   * be sent.
   *
   * @throws BatchException saying what is wrong: nothing was sent, and a person must look
   */
  static void requireReadable(Batch batch, List<Blob> blobs, Namespaces namespaces, int maxBytes)
      throws BatchException {
    try {
      BatchMetadata metadata = BatchMetadata.decode(blobs.getFirst().data());
      require(metadata.equals(batch.metadata()), batch, "metadata do not read back");
      require(metadata.chainProblem().isEmpty(), batch, metadata.chainProblem().orElse(""));
      requireParts(batch, metadata, blobs, namespaces);
      long bytes = blobs.stream().mapToLong(b -> BYTES_PER_BLOB + b.data().length()).sum();
      require(
          bytes + BYTES_OF_TX < maxBytes, batch, "it has " + bytes + " bytes: too large to send");
    } catch (MalformedException e) {
      throw new BatchException(
          "batch " + batch.metadata().batch() + " cannot be read back: " + e.getMessage());
    }
  }

  private static void requireParts(
      Batch batch, BatchMetadata metadata, List<Blob> blobs, Namespaces namespaces)
      throws BatchException {
    List<RollupBlob> parts = new ArrayList<>();
    List<Blob> carriers = blobs.subList(1, blobs.size());
    boolean isDense = BatchMetadata.layout(blobs.getFirst().data()) == Layout.DENSE;
    Namespace own = namespaces.ofCommittee(metadata.committee());
    for (Blob blob : carriers) {
      List<RollupBlob> found =
          isDense ? DenseBlob.open(blob.data()) : List.of(BatchCodec.open(blob.data()));
      Namespace wanted = isDense ? own : namespaces.ofRollup(found.getFirst().rollup());
      require(blob.namespace().equals(wanted), batch, "wrong namespace");
      parts.addAll(found);
    }
    require(parts.size() == metadata.entries().size(), batch, "a rollup's part is missing");
    for (int i = 0; i < parts.size(); i++) {
      RollupBatch part = BatchCodec.decode(parts.get(i));
      require(part.equals(batch.rollups().get(i)), batch, "a part does not read back");
      Optional<String> problem = part.problem(metadata);
      require(problem.isEmpty(), batch, "rollup " + part.rollup() + " " + problem.orElse(""));
    }
  }

  private static void require(boolean holds, Batch batch, String otherwise) throws BatchException {
    if (!holds) {
      throw new BatchException("batch " + batch.metadata().batch() + ": " + otherwise);
    }
  }
}
