package metro.da.batch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.SubmitResult;
import metro.da.celestia.CelestiaHeader;
import metro.da.celestia.CelestiaLayer;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.embedded.SteppedDa;
import metro.ethereum.Hash;

/** The real embedded layer behind a connection that fails, lags and lies as a seed says. */
final class FaultyDa implements CelestiaLayer {
  private final SteppedDa stepped;
  private final CelestiaLayer real;
  private final SplittableRandom random;
  int faultsInHundred;

  FaultyDa(SteppedDa stepped, SplittableRandom random, int faultsInHundred) {
    this.stepped = stepped;
    this.real = stepped.da.layer();
    this.random = random;
    this.faultsInHundred = faultsInHundred;
  }

  private boolean fails() {
    return random.nextInt(100) < faultsInHundred;
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    if (!fails()) {
      return included(blobs);
    }
    return switch (random.nextInt(6)) {
      case 0 -> new SubmitResult.Unavailable("down");
      case 1 -> new SubmitResult.Refused(13, "insufficient fee");
      case 2 -> new SubmitResult.Unknown("timed out, not included");
      case 3 -> new SubmitResult.Included(new DaHeight(head() + 1), Optional.empty());
      case 4 -> {
        included(blobs);
        yield new SubmitResult.Unknown("timed out, included");
      }
      default -> {
        Duration soon = Duration.ofMillis(1);
        real.submit(blobs, soon);
        yield new SubmitResult.Unknown("timed out, included with the next block");
      }
    };
  }

  private long head() {
    try {
      return real.head(SteppedDa.TIMEOUT).height().value();
    } catch (DaException e) {
      throw new AssertionError(e);
    }
  }

  private SubmitResult included(List<Blob> blobs) {
    try {
      return stepped.submit(real, blobs.toArray(Blob[]::new));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SubmitResult.Unknown("interrupted");
    }
  }

  @Override
  public CelestiaHeader head(Duration timeout) throws DaException {
    failSometimes();
    CelestiaHeader head = real.head(timeout);
    boolean lags = fails() && head.height().value() > 2;
    return lags ? real.header(new DaHeight(head.height().value() - 1), timeout) : head;
  }

  @Override
  public CelestiaHeader header(DaHeight height, Duration timeout) throws DaException {
    failSometimes();
    return real.header(height, timeout);
  }

  @Override
  public CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    failSometimes();
    while (head() < height.value()) {
      stepped.step();
    }
    return real.header(height, timeout);
  }

  @Override
  public NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    failSometimes();
    NamespaceData truth = real.namespaceData(height, namespace, timeout);
    if (!fails() || truth.rows().isEmpty()) {
      return truth;
    }
    return random.nextBoolean()
        ? new NamespaceData(List.of())
        : new NamespaceData(
            truth.rows().stream()
                .map(row -> new NamespaceData.Row(List.of(), row.proof()))
                .toList());
  }

  @Override
  public CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException {
    failSometimes();
    return real.commitmentProof(height, namespace, commitment, timeout);
  }

  private void failSometimes() throws DaException {
    if (fails()) {
      throw new DaException(DaException.Kind.UNAVAILABLE, "down");
    }
  }

  @Override
  public void close() {
    real.close();
  }
}
