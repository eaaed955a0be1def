package metro.da.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.SubmitResult;
import metro.da.celestia.CelestiaHeader;
import metro.da.celestia.CelestiaLayer;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.celestia.ShareCommitment;
import metro.da.celestia.SquareProofs;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** The embedded chain through the port, without a network between. */
final class EmbeddedDaLayer implements CelestiaLayer {
  private final EmbeddedChain chain;

  EmbeddedDaLayer(EmbeddedChain chain) {
    this.chain = chain;
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    Optional<Address> signer = blobs.stream().flatMap(blob -> blob.signer().stream()).findFirst();
    try {
      EmbeddedChain.Taken taken = chain.offer(blobs, signer, Optional.empty());
      Bytes hash = Bytes.wrap(taken.txHash().bytes());
      return EmbeddedChain.awaitIncluded(taken, timeout)
          .<SubmitResult>map(h -> new SubmitResult.Included(new DaHeight(h), Optional.of(hash)))
          .orElseGet(() -> new SubmitResult.Unknown("no block within " + timeout));
    } catch (RefusedException e) {
      return new SubmitResult.Refused(e.code(), e.reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SubmitResult.Unknown("interrupted");
    }
  }

  @Override
  public CelestiaHeader head(Duration timeout) throws DaException {
    return block(chain.head()).daHeader();
  }

  @Override
  public CelestiaHeader header(DaHeight height, Duration timeout) throws DaException {
    return block(height.value()).daHeader();
  }

  @Override
  public CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    try {
      if (!chain.await(height.value(), timeout)) {
        throw new DaException(
            DaException.Kind.TIMEOUT, "DA height " + height + " did not come within " + timeout);
      }
      return header(height, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DaException(DaException.Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  @Override
  public NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    return block(height.value()).proofs().namespaceData(namespace);
  }

  @Override
  public CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException {
    SquareProofs proofs = block(height.value()).proofs();
    return proofs.commitmentProof(find(proofs, namespace, commitment));
  }

  static SquareProofs.Placed find(SquareProofs proofs, Namespace namespace, Hash commitment)
      throws DaException {
    return proofs.blobs(namespace).stream()
        .filter(placed -> ShareCommitment.of(placed.blob()).equals(commitment))
        .findFirst()
        .orElseThrow(() -> new DaException(DaException.Kind.NOT_FOUND, "blob: not found"));
  }

  private EmbeddedBlock block(long height) throws DaException {
    Optional<EmbeddedBlock> block = chain.block(height);
    if (block.isPresent()) {
      return block.orElseThrow();
    }
    throw height > chain.head()
        ? new DaException(DaException.Kind.FUTURE_HEIGHT, futureHeight(chain.head(), height))
        : new DaException(DaException.Kind.NOT_FOUND, "header: not found");
  }

  static String futureHeight(long head, long height) {
    return "header: given height is from the future: networkHeight: "
        + head
        + ", requestedHeight: "
        + height;
  }

  @Override
  public void close() {
    // The layer belongs to EmbeddedDa, which closes the chain.
  }
}
