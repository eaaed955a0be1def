package metro.da.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.SubmitResult;
import metro.da.celestia.CelestiaHeader;
import metro.da.celestia.CelestiaLayer;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.embedded.Mempool.Waiting;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** The embedded chain through the port, without a network between; its faults are the same. */
final class EmbeddedDaLayer implements CelestiaLayer {
  private static final int MEMPOOL_FULL = 20;
  private static final int SEQUENCE_MISMATCH = 32;

  private final NodeView node;
  private final Submissions submissions;

  EmbeddedDaLayer(NodeView node, Submissions submissions) {
    this.node = node;
    this.submissions = submissions;
  }

  /** A read that faults may end. */
  @FunctionalInterface
  private interface Read<T> {
    T answer() throws DaException, InterruptedException;
  }

  private <T> T read(Read<T> read) throws DaException {
    try {
      node.enter(false);
      return read.answer();
    } catch (NoAnswerException e) {
      throw new DaException(DaException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DaException(DaException.Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    Optional<Address> signer = blobs.stream().flatMap(blob -> blob.signer().stream()).findFirst();
    try {
      node.enter(true);
      Waiting waiting =
          submissions.submit(
              blobs, new Submissions.Wishes(signer, Optional.empty(), OptionalLong.empty()));
      return result(waiting, submissions.await(waiting, timeout));
    } catch (NoAnswerException e) {
      return new SubmitResult.Unknown(String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      return refused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SubmitResult.Unknown("interrupted");
    }
  }

  private SubmitResult result(Waiting waiting, TxFate fate) {
    return switch (fate) {
      case TxFate.Committed(long height, int _, long _) ->
          new SubmitResult.Included(
              new DaHeight(node.toldHeight(height)),
              Optional.of(Bytes.wrap(waiting.hash().bytes())));
      case TxFate.Rejected(int code, String log) -> new SubmitResult.Refused(code, log);
      case TxFate.Evicted _ -> new SubmitResult.Unknown("evicted from the mempool");
      case TxFate.Pending _, TxFate.Unknown _ -> new SubmitResult.Unknown("no block in time");
    };
  }

  private static SubmitResult refused(RefusedException e) {
    return switch (e.code()) {
      case MEMPOOL_FULL -> new SubmitResult.Unavailable(e.reason());
      case SEQUENCE_MISMATCH -> new SubmitResult.Unknown(e.reason());
      default -> new SubmitResult.Refused(e.code(), e.reason());
    };
  }

  @Override
  public CelestiaHeader head(Duration timeout) throws DaException {
    return read(() -> node.head().daHeader());
  }

  @Override
  public CelestiaHeader header(DaHeight height, Duration timeout) throws DaException {
    return read(() -> node.block(height.value()).daHeader());
  }

  @Override
  public CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    return read(() ->
        node.await(height.value(), timeout)
            .orElseThrow(() ->
                new DaException(
                    DaException.Kind.TIMEOUT,
                    "DA height " + height + " did not come within " + timeout))
            .daHeader());
  }

  @Override
  public NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    return read(() -> node.namespaceData(height.value(), namespace));
  }

  @Override
  public CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException {
    return read(() -> node.commitmentProof(height.value(), namespace, commitment));
  }

  @Override
  public void close() {
    // The layer belongs to EmbeddedDa, which closes the chain.
  }
}
