package metro.node.ingress;

import java.util.Optional;

/** What became of handing a submission to one member as the leader. */
public sealed interface Verdict {
  /** The leader decided. */
  record Answered(Answer answer) implements Verdict {}

  /** That member does not lead; the submission certainly is not in the log through it. */
  record NotLeading(Optional<String> suggested) implements Verdict {}

  /** Leadership or the connection was lost on the way: it may be in the log, now or later. */
  record Lost() implements Verdict {}

  /** Shorthand. */
  static Verdict refused(Answer.Refused refused) {
    return new Answered(refused);
  }
}
