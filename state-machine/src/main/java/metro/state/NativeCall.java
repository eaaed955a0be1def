package metro.state;

import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.state.Genesis.FeeSchedule;

/**
 * An operation on the sequencer itself, sent as a normal transaction whose chain id is the
 * committee's. {@link NativeCodec} turns it into receiver, value and call data and back.
 */
public sealed interface NativeCall {
  /** Moves credits: a plain value transfer to any ordinary address, 10^12 wei for each utia. */
  record Transfer(Address to, long amount) implements NativeCall {}

  /**
   * Credits an account from outside; governors only. The same id again with the same receiver and
   * amount changes nothing.
   */
  record Mint(Hash id, Address to, long amount) implements NativeCall {}

  /** Sets the highest price the sender's account pays. */
  record SetFeeCap(FeeSchedule cap) implements NativeCall {}

  /** Registers a rollup, owned by the sender. */
  record Register(RollupId rollup, String name, PayMode payMode, NonceMode nonceMode)
      implements NativeCall {}

  /** Gives a rollup's registry entry to another owner; the owner only, as the next four. */
  record SetOwner(RollupId rollup, Address owner) implements NativeCall {}

  /** Stops or starts taking a rollup's transactions. */
  record SetActive(RollupId rollup, boolean active) implements NativeCall {}

  /** Sets how a rollup's transactions are paid and its nonces treated. */
  record SetModes(RollupId rollup, PayMode payMode, NonceMode nonceMode) implements NativeCall {}

  /** Sets what a rollup's sponsor pays for. */
  record SetQuota(RollupId rollup, Rollup.Quota quota) implements NativeCall {}

  /** Moves the sender's lane on a rollup to another next nonce. */
  record ResetLane(RollupId rollup, long next) implements NativeCall {}

  /** Sets the posted price from the next block on; governors only. */
  record SetFees(FeeSchedule fees) implements NativeCall {}
}
