package metro.da;

import metro.state.DaTransaction;

/** A transaction for blobs, or why there is none. Nothing was sent. */
public sealed interface Signing {

  /**
   * Ready to be written down and then sent.
   *
   * @param transaction never to be changed again
   * @param feeUtia it offers
   * @param balanceUtia the account has before it
   */
  record Signed(DaTransaction transaction, long feeUtia, long balanceUtia) implements Signing {}

  /** The layer would not take it. */
  record Impossible(Refusal why, String reason) implements Signing {}
}
