package metro.rollup.chain;

import metro.state.RollupHead;

/** What finalizing a second found on the soft chain. */
public sealed interface FinalResult {
  /** The soft chain had the same. */
  record Agreed() implements FinalResult {}

  /** The soft chain had not come so far and was brought there. */
  record Extended() implements FinalResult {}

  /** The second was final already. */
  record Known() implements FinalResult {}

  /**
   * The soft chain had something else, and was reorganised: the DA layer wins.
   *
   * @param soft head that was there
   * @param proven head on the DA layer
   * @param softWasCertified whether the committee had certified it
   * @param reverted EVM blocks taken back
   */
  record Reorganised(RollupHead soft, RollupHead proven, boolean softWasCertified, long reverted)
      implements FinalResult {}

  /**
   * The soft chain had the committee's part, but forced transactions in other places, because this
   * node had not read the DA layer so far: reorganised, by nobody's fault.
   *
   * @param reverted EVM blocks taken back
   */
  record Replaced(long reverted) implements FinalResult {}
}
