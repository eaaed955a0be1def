package metro.da.batch;

import java.time.Duration;
import java.util.List;
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
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Span;
import metro.ethereum.Hash;

/** The embedded layer with faults as a seed says; makes blocks while somebody waits for one. */
final class FaultyDa implements CelestiaLayer {
  private static final List<Fault> FAULTS =
      List.of(
          new Fault.Down(Fault.Calls.READS),
          new Fault.Down(Fault.Calls.SUBMISSIONS),
          new Fault.ServerError(Fault.Calls.ALL, 503),
          new Fault.TimedOutButIncluded(),
          new Fault.EvictedThenIncluded(2),
          new Fault.SequenceMismatch(),
          new Fault.TooLarge(),
          new Fault.FullBlocks(),
          new Fault.LaggingHead(1),
          new Fault.WrongProof(),
          new Fault.WrongData());

  private final SteppedDa stepped;
  private final CelestiaLayer layer;

  /** Each of the faults strikes so often where it would show. */
  FaultyDa(SteppedDa stepped, SplittableRandom random, int inHundred) {
    this.stepped = stepped;
    this.layer = stepped.da.layer();
    FAULTS.forEach(fault ->
        stepped.da.faults().set(fault, new Span.Chance(inHundred / 100.0, random.nextLong())));
  }

  /** From now on nothing fails. */
  void heal() {
    stepped.da.faults().clear();
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    try {
      return stepped.submit(layer, blobs.toArray(Blob[]::new));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SubmitResult.Unknown("interrupted");
    }
  }

  @Override
  public CelestiaHeader head(Duration timeout) throws DaException {
    return layer.head(timeout);
  }

  @Override
  public CelestiaHeader header(DaHeight height, Duration timeout) throws DaException {
    return layer.header(height, timeout);
  }

  @Override
  public CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    while (stepped.step() <= height.value()) {
      // One more than asked for: the layer may say that it is a block behind.
    }
    return layer.waitForHeight(height, timeout);
  }

  @Override
  public NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    return layer.namespaceData(height, namespace, timeout);
  }

  @Override
  public CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException {
    return layer.commitmentProof(height, namespace, commitment, timeout);
  }

  @Override
  public void close() {
    layer.close();
  }
}
