package metro.evm;

import metro.ethereum.Bytes;

/** The least gas limit with which a call succeeds, or why there is none. */
public sealed interface GasEstimate {
  /** Enough, and at most 1.5 % too much. */
  record Enough(long gasLimit) implements GasEstimate {}

  /** It reverts whatever it gets. */
  record Reverts(Bytes data) implements GasEstimate {}

  /** It fails whatever it gets, for another reason than gas. */
  record Fails(Halt halt) implements GasEstimate {}

  /** It runs out of the highest limit allowed; {@code allowance} is that limit. */
  record ExceedsAllowance(long allowance) implements GasEstimate {}

  /** It cannot begin. */
  record Refused(TransactionInvalid reason) implements GasEstimate {}
}
