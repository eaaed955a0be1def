package metro.evm;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * What became of a {@link Message}.
 *
 * @param gasLeft of the message's gas, before refunds
 * @param output what was returned, the revert data, or the new code
 * @param halt why it failed, only when {@code outcome} is {@link Outcome#FAILED}
 * @param created the address of the new contract, only for a creation that succeeded
 */
public record Execution(
    Outcome outcome, long gasLeft, Bytes output, Optional<Halt> halt, Optional<Address> created) {
  /** The three ends. */
  public enum Outcome {
    /** STOP, RETURN, SELFDESTRUCT or the end of the code. */
    SUCCEEDED,
    /** REVERT: changes are taken back, gas that is left is given back. */
    REVERTED,
    /** A {@link Halt}: changes are taken back, all gas is lost. */
    FAILED
  }

  /** Whether the changes stand. */
  public boolean succeeded() {
    return outcome == Outcome.SUCCEEDED;
  }
}
