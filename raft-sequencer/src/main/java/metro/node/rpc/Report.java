package metro.node.rpc;

import java.util.Optional;
import metro.node.ingress.Answer;
import metro.state.Position;

/**
 * How far a transaction has come, as this member knows.
 *
 * @param stage the furthest it reached
 * @param position where it stands, from {@link Stage#ORDERED} on
 * @param refused why it was refused
 * @param posted where it was posted
 */
record Report(
    Stage stage,
    Optional<Position> position,
    Optional<Answer.Refused> refused,
    Optional<PostedBatches.Posted> posted) {

  /** Stages in their order. */
  enum Stage {
    UNKNOWN,
    ACCEPTED,
    ORDERED,
    CERTIFIED,
    POSTED,
    REFUSED
  }

  static Report of(Stage stage) {
    return new Report(stage, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Report refused(Answer.Refused refused) {
    return new Report(Stage.REFUSED, Optional.empty(), Optional.of(refused), Optional.empty());
  }
}
