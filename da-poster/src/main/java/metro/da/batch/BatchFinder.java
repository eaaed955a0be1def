package metro.da.batch;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.celestia.Namespace;
import metro.ethereum.Address;
import metro.state.MalformedException;

/**
 * Looks for a batch at one DA height. Believes nothing it cannot prove against the header: each
 * namespace is read whole, with completeness proofs. Blobs of others are passed over.
 */
public final class BatchFinder {
  private final DaLayer da;
  private final Namespaces namespaces;
  private final Optional<Address> signer;
  private final Duration readTimeout;

  /**
   * A finder.
   *
   * @param signer whose blobs count, anybody's when empty
   */
  public BatchFinder(
      DaLayer da, Namespaces namespaces, Optional<Address> signer, Duration readTimeout) {
    this.da = da;
    this.namespaces = namespaces;
    this.signer = signer;
    this.readTimeout = readTimeout;
  }

  /** The batch at {@code height}, if all of it stands there. */
  public Optional<Sighting> find(Batch batch, DaHeight height) throws DaException {
    DaHeader header = da.header(height, readTimeout);
    Namespace own = namespaces.ofCommittee(batch.metadata().committee());
    List<Blob> committees = blobs(header, own);
    List<Blob> metadata = committees.stream().filter(blob -> isMetadata(blob, batch)).toList();
    boolean isWhole = false;
    for (Layout layout : layouts(metadata)) {
      isWhole |=
          switch (layout) {
            case DENSE -> committees.stream().anyMatch(blob -> holdsAll(blob, batch));
            case PER_NAMESPACE -> standsInNamespaces(header, batch);
          };
    }
    return isWhole ? Optional.of(new Sighting(height, header.dataHash())) : Optional.empty();
  }

  private static Set<Layout> layouts(List<Blob> metadata) {
    return metadata.stream()
        .map(blob -> BatchMetadata.layout(blob.data()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Layout.class)));
  }

  private boolean standsInNamespaces(DaHeader header, Batch batch) throws DaException {
    for (RollupBatch part : batch.rollups()) {
      List<Blob> blobs = blobs(header, namespaces.ofRollup(part.rollup()));
      if (blobs.stream().noneMatch(blob -> isPart(blob, part))) {
        return false;
      }
    }
    return true;
  }

  private List<Blob> blobs(DaHeader header, Namespace namespace) throws DaException {
    return da.read(header, namespace, readTimeout).blobs().stream()
        .filter(blob -> signer.isEmpty() || blob.signer().equals(signer))
        .toList();
  }

  private static boolean holdsAll(Blob blob, Batch batch) {
    if (!DenseBlob.looksLike(blob.data())) {
      return false;
    }
    try {
      List<BatchCodec.RollupBlob> parts = DenseBlob.open(blob.data());
      return parts.stream().map(BatchCodec::decode).toList().equals(batch.rollups());
    } catch (MalformedException e) {
      return false;
    }
  }

  private static boolean isMetadata(Blob blob, Batch batch) {
    if (!BatchMetadata.looksLike(blob.data())) {
      return false;
    }
    try {
      BatchMetadata found = BatchMetadata.decode(blob.data());
      return found.batchHash().equals(batch.hash()) && found.chainProblem().isEmpty();
    } catch (MalformedException e) {
      return false;
    }
  }

  private static boolean isPart(Blob blob, RollupBatch part) {
    if (!BatchCodec.looksLike(blob.data())) {
      return false;
    }
    try {
      BatchCodec.RollupBlob outside = BatchCodec.open(blob.data());
      return outside.batch() == part.batch()
          && outside.rollup().equals(part.rollup())
          && BatchCodec.decode(outside).equals(part);
    } catch (MalformedException e) {
      return false;
    }
  }
}
