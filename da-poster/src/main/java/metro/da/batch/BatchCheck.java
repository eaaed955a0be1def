package metro.da.batch;

import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.state.MalformedException;

/** Reads a batch's blobs back before they are sent, as a stranger would. */
final class BatchCheck {
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
      require(blobs.size() == 1 + metadata.entries().size(), batch, "a rollup's part is missing");
      long bytes = blobs.getFirst().data().length();
      for (int i = 0; i < batch.rollups().size(); i++) {
        Blob blob = blobs.get(i + 1);
        RollupBatch part = BatchCodec.decode(BatchCodec.open(blob.data()));
        require(part.equals(batch.rollups().get(i)), batch, "a part does not read back");
        Optional<String> problem = part.problem(metadata);
        require(problem.isEmpty(), batch, "rollup " + part.rollup() + " " + problem.orElse(""));
        require(
            blob.namespace().equals(namespaces.ofRollup(part.rollup())), batch, "wrong namespace");
        bytes += blob.data().length();
      }
      require(bytes < maxBytes, batch, "it has " + bytes + " bytes: too large to send");
    } catch (MalformedException e) {
      throw new BatchException(
          "batch " + batch.metadata().batch() + " cannot be read back: " + e.getMessage());
    }
  }

  private static void require(boolean holds, Batch batch, String otherwise) throws BatchException {
    if (!holds) {
      throw new BatchException("batch " + batch.metadata().batch() + ": " + otherwise);
    }
  }
}
