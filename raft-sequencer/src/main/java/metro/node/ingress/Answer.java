package metro.node.ingress;

import java.util.List;
import metro.ethereum.Hash;
import metro.state.Outcome;
import metro.state.RejectReason;

/** What a client is told about one submission. */
public sealed interface Answer {
  /**
   * It is durable on a majority, at a place that never changes.
   *
   * @param legs one for each transaction. Where the answer was found in the chain rather than heard
   *     from the log, charge is 0 and payer the zero address: they are not kept
   */
  record Ordered(List<Outcome.Charged> legs) implements Answer {
    public Ordered {
      legs = List.copyOf(legs);
    }
  }

  /**
   * It is not ordered, and nothing was debited.
   *
   * @param reason stable code and the text wallets know
   * @param detail one phrase more, may be empty
   * @param leg which leg of a bundle, 0 for a plain transaction
   * @param expectedNonce the lane's next nonce where the reason is about nonces, else 0
   * @param retryAfterMs when the same bytes may do better, 0 for never
   */
  record Refused(RejectReason reason, String detail, int leg, long expectedNonce, int retryAfterMs)
      implements Answer {
    /** Without detail. */
    public static Refused of(RejectReason reason) {
      return new Refused(reason, "", 0, 0, retryAfterMs(reason));
    }

    /** With a phrase more. */
    public static Refused of(RejectReason reason, String detail) {
      return new Refused(reason, detail, 0, 0, retryAfterMs(reason));
    }

    /** With the nonce the lane expects. */
    public static Refused nonce(RejectReason reason, long expectedNonce) {
      return new Refused(reason, "", 0, expectedNonce, retryAfterMs(reason));
    }

    /** As the log, or a speculation of it, said. */
    public static Refused of(Outcome.Rejected rejected) {
      return new Refused(
          rejected.reason(),
          "",
          rejected.leg(),
          rejected.expectedNonce(),
          retryAfterMs(rejected.reason()));
    }

    private static int retryAfterMs(RejectReason reason) {
      return switch (reason) {
        case POOL_FULL, SENDER_LIMIT, OVERLOADED, BLOCK_FULL, EXPIRED -> 250;
        case NOT_LEADER, DA_BACKLOG -> 1000;
        case NONCE_REUSED_TOO_SOON, BUNDLE_TOO_EARLY -> 2000;
        default -> 0;
      };
    }
  }

  /** It was a cancellation and took back a waiting transaction; it is not ordered itself. */
  record TookBack(Hash cancelled) implements Answer {}

  /** Nobody could say in time. Asking for the status, or sending the same bytes again, is safe. */
  record Unknown() implements Answer {}
}
