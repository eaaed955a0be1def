package metro.rollup.chain;

import metro.state.RollupHead;

/** What the chain says to a statement of the soft path. */
public sealed interface SoftResult {
  /** It fits; the chain went on. */
  record Accepted() implements SoftResult {}

  /** It is about something known already and does not contradict it. */
  record Known() implements SoftResult {}

  /** It is about a block that has not come yet: ask again when it has. */
  record Ahead() implements SoftResult {}

  /**
   * It does not continue the chain: a gap, a time that goes back, another rollup.
   *
   * @param reason one English phrase
   */
  record Refused(String reason) implements SoftResult {}

  /**
   * It names another head than was computed here from the blocks.
   *
   * @param computed here
   * @param claimed there
   * @param wasCertified whether the computed one is certified or final already
   */
  record Contradiction(RollupHead computed, RollupHead claimed, boolean wasCertified)
      implements SoftResult {}
}
