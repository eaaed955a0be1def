package metro.da.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import metro.da.DaException;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.celestia.ShareCommitment;
import metro.da.celestia.SquareProofs;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Faults;
import metro.ethereum.Hash;

/** The chain as callers are shown it: this is where faults of the connection and lies happen. */
final class NodeView {
  private final EmbeddedChain chain;
  private final Faults faults;
  private final AtomicLong lies = new AtomicLong();

  NodeView(EmbeddedChain chain, Faults faults) {
    this.chain = chain;
    this.faults = faults;
  }

  Faults faults() {
    return faults;
  }

  /** Begins a call: waits or ends it where a fault says so. */
  void enter(boolean submission) throws NoAnswerException, InterruptedException {
    Optional<Fault.Slow> slow =
        faults.strike(Fault.Slow.class, fault -> fault.calls().include(submission));
    if (slow.isPresent()) {
      Thread.sleep(slow.get().delay());
    }
    if (faults.strike(Fault.Down.class, f -> f.calls().include(submission)).isPresent()) {
      throw new NoAnswerException(0);
    }
    Optional<Fault.ServerError> error =
        faults.strike(Fault.ServerError.class, fault -> fault.calls().include(submission));
    if (error.isPresent()) {
      throw new NoAnswerException(error.get().status());
    }
  }

  /** The newest block. */
  EmbeddedBlock head() throws DaException {
    int behind = faults.strike(Fault.LaggingHead.class).map(Fault.LaggingHead::blocks).orElse(0);
    long head = chain.head();
    return known(Math.max(1, head - behind), head);
  }

  EmbeddedBlock block(long height) throws DaException {
    if (height <= 0) {
      throw new DaException(DaException.Kind.REFUSED, "header: height is equal to 0");
    }
    long head = chain.head();
    return known(height, head - behind(height, head));
  }

  private int behind(long height, long head) {
    return faults
        .strike(Fault.LaggingHead.class, fault -> height > head - fault.blocks())
        .map(Fault.LaggingHead::blocks)
        .orElse(0);
  }

  private EmbeddedBlock known(long height, long head) throws DaException {
    Optional<Fault.PrunedHistory> pruned =
        faults.strike(Fault.PrunedHistory.class, fault -> height <= head - fault.kept());
    if (pruned.isPresent()) {
      throw new DaException(
          DaException.Kind.PRUNED,
          "requested header (%d) is below Tail (%d)"
              .formatted(height, head - pruned.get().kept() + 1));
    }
    Optional<EmbeddedBlock> block = height > head ? Optional.empty() : chain.block(height);
    return block.orElseThrow(() ->
        new DaException(
            DaException.Kind.FUTURE_HEIGHT,
            "header: given height is from the future: networkHeight: %d, requestedHeight: %d"
                .formatted(Math.max(0, head), height)));
  }

  /** Waits for a block; empty when the time runs out. */
  Optional<EmbeddedBlock> await(long height, Duration timeout)
      throws DaException, InterruptedException {
    int behind = behind(height, chain.head());
    return chain.await(height + behind, timeout)
        ? Optional.of(known(height, chain.head()))
        : Optional.empty();
  }

  NamespaceData namespaceData(long height, Namespace namespace) throws DaException {
    NamespaceData truth = block(height).proofs().namespaceData(namespace);
    if (truth.rows().isEmpty()) {
      return truth;
    }
    if (faults.strike(Fault.WrongProof.class).isPresent()) {
      return Lies.wrongProof(truth);
    }
    if (faults.strike(Fault.WrongData.class).isPresent()) {
      return lies.getAndIncrement() % 2 == 0 ? Lies.wrongData(truth) : Lies.hidden(truth);
    }
    return truth;
  }

  CommitmentProof commitmentProof(long height, Namespace namespace, Hash commitment)
      throws DaException {
    SquareProofs proofs = block(height).proofs();
    CommitmentProof truth = proofs.commitmentProof(find(proofs, namespace, commitment));
    return faults.strike(Fault.WrongProof.class).isPresent() ? Lies.wrongProof(truth) : truth;
  }

  /** Where a submitter is told that his transaction is. */
  long toldHeight(long height) {
    return liesAboutData() ? height + 1 : height;
  }

  /** Whether an answer without a proof is to be a lie. */
  boolean liesAboutData() {
    return faults.strike(Fault.WrongData.class).isPresent();
  }

  static SquareProofs.Placed find(SquareProofs proofs, Namespace namespace, Hash commitment)
      throws DaException {
    List<SquareProofs.Placed> blobs = proofs.blobs(namespace);
    return blobs.stream()
        .filter(placed -> ShareCommitment.of(placed.blob()).equals(commitment))
        .findFirst()
        .orElseThrow(() -> new DaException(DaException.Kind.NOT_FOUND, "blob: not found"));
  }
}
