package metro.da;

/** What a layer says to a signed transaction. Sending the same bytes again is always safe. */
public sealed interface Broadcast {

  /** It waits for a block, maybe since earlier. */
  record Taken() implements Broadcast {}

  /** Not taken this time. */
  record Refused(Refusal why, String reason) implements Broadcast {}

  /** Nothing is known: no connection, no answer, or one without sense. */
  record Unanswered(String reason) implements Broadcast {}
}
