package metro.evm.trace;

import metro.ethereum.Address;
import metro.ethereum.UInt256;
import metro.evm.state.Log;

/** Is told what happens during an execution, in order. All methods do nothing by default. */
public interface Tracer {
  /**
   * A frame begins (also one without code, of a precompiled contract, or one that fails at once).
   *
   * @param to the called account, or the new contract's address
   * @param input call data or creation code; not to be changed
   * @param gas the frame's gas
   * @param callerGasLeft what the caller keeps; 0 for the first frame
   */
  default void enter(
      CallKind kind,
      Address from,
      Address to,
      UInt256 value,
      byte[] input,
      long gas,
      long callerGasLeft) {}

  /**
   * The frame that began last and has not ended ends.
   *
   * @param output what it returned, its revert data or the new code; not to be changed
   * @param gasLeft what the caller gets back
   * @param error nothing when it succeeded, else geth's words ("execution reverted", ...)
   */
  default void exit(byte[] output, long gasLeft, String error) {}

  /** An instruction is about to run; its gas is not taken yet. */
  default void step(int pc, int op, FrameView frame) {}

  /** An event was written by the frame that runs. */
  default void log(Log log) {}

  /** A contract sent its balance away by SELFDESTRUCT. */
  default void selfDestruct(Address contract, Address beneficiary, UInt256 balance) {}
}
