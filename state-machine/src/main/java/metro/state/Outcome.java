package metro.state;

import java.util.List;
import metro.ethereum.Address;

/** What the log did with one proposed item. A client that hears nothing has a third: unknown. */
public sealed interface Outcome {
  /**
   * It is in the block.
   *
   * @param legs one for each transaction: one for a plain item, all legs for a bundle
   */
  record Accepted(List<Charged> legs) implements Outcome {
    public Accepted {
      legs = List.copyOf(legs);
    }
  }

  /**
   * One accepted transaction.
   *
   * @param position where it stands
   * @param charge utia debited
   * @param payer from whom
   */
  record Charged(Position position, long charge, Address payer) {}

  /**
   * It left no trace: nothing was debited.
   *
   * @param reason stable code
   * @param leg which leg of a bundle failed, 0 for a plain item
   * @param expectedNonce the lane's next nonce where the reason is about nonces, else 0
   */
  record Rejected(RejectReason reason, int leg, long expectedNonce) implements Outcome {}
}
