package metro.rollup.chain;

/** How a transaction came into the rollup's chain. */
public sealed interface Origin {
  /**
   * The committee ordered it.
   *
   * @param number rollup block it was ordered in
   * @param index its place in that block
   * @param height the sequencer block
   */
  record Ordered(long number, int index, long height) implements Origin {}

  /**
   * Somebody posted it in the forced namespace, and the committee had not ordered it in time.
   *
   * @param daHeight where on the DA layer
   */
  record Forced(long daHeight) implements Origin {}
}
