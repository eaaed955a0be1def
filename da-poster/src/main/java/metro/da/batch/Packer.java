package metro.da.batch;

import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs the batch on its way and reads it back as a stranger would: once, since that is most of the
 * work of posting. Keeps the newest batch only.
 */
final class Packer {
  private static final Logger LOG = LoggerFactory.getLogger(Packer.class);

  private final PosterConfig config;
  private Optional<PackedBatch> newest = Optional.empty();
  private volatile Optional<BatchFigures> figures = Optional.empty();

  Packer(PosterConfig config) {
    this.config = config;
  }

  /**
   * The batch's blobs, metadata first, at most {@code maxBytes} in one transaction.
   *
   * @throws BatchException when they do not read back, or are too large to send
   */
  List<Blob> pack(Batch batch, int maxBytes) throws BatchException {
    Optional<PackedBatch> known = newest.filter(packed -> packed.batch().equals(batch));
    if (known.isPresent()) {
      return known.get().blobs();
    }
    PackedBatch packed = PackedBatch.of(batch, config.namespaces(), config.signer());
    LOG.info("batch {}: {}", packed.figures().batch(), packed.figures().summary());
    figures = Optional.of(packed.figures());
    BatchCheck.requireReadable(batch, packed.blobs(), config.namespaces(), maxBytes);
    newest = Optional.of(packed);
    return packed.blobs();
  }

  /** The batch that was packed is no longer on its way. */
  void forget() {
    newest = Optional.empty();
  }

  /** The batch that was packed last, in numbers; from any thread. */
  Optional<BatchFigures> figures() {
    return figures;
  }
}
