package metro.node.rpc;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.node.chain.Chain;
import metro.node.ingress.Answer;
import metro.node.ingress.Ingress;
import metro.node.rpc.Report.Stage;
import metro.soft.Certificate;
import metro.state.Position;

/** Says how far a transaction has come. */
final class Tracker {
  private final Ingress ingress;
  private final Chain chain;
  private final PostedBatches posted;

  Tracker(Ingress ingress, Chain chain, PostedBatches posted) {
    this.ingress = ingress;
    this.chain = chain;
    this.posted = posted;
  }

  Report report(Hash id) {
    Optional<Position> position = chain.locate(id);
    if (position.isPresent()) {
      return ordered(position.get());
    }
    if (ingress.waiting(id).isPresent()) {
      return Report.of(Stage.ACCEPTED);
    }
    return switch (ingress.lately(id).orElseGet(Answer.Unknown::new)) {
      case Answer.Refused r -> Report.refused(r);
      // The answer was heard from the leader; this member applies it in a moment.
      case Answer.Ordered o -> ordered(o.legs().getFirst().position());
      case Answer.TookBack _, Answer.Unknown _ -> Report.of(Stage.UNKNOWN);
    };
  }

  private Report ordered(Position position) {
    Optional<PostedBatches.Posted> batch = posted.of(position.height());
    long certified = chain.newestCertificate().map(Certificate::height).orElse(0L);
    Stage stage =
        batch.isPresent()
            ? Stage.POSTED
            : position.height() <= certified ? Stage.CERTIFIED : Stage.ORDERED;
    return new Report(stage, Optional.of(position), Optional.empty(), batch);
  }
}
