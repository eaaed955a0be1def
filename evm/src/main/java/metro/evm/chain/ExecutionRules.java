package metro.evm.chain;

/**
 * What a chain refuses beyond the protocol's own checks.
 *
 * @param allowUnprotected whether type 0 transactions without EIP-155 are usable
 * @param allowBlobs whether type 3 transactions are usable
 * @param systemCalls whether blocks make the calls of {@link metro.evm.SystemCalls}; only
 *     development networks do without
 */
public record ExecutionRules(boolean allowUnprotected, boolean allowBlobs, boolean systemCalls) {
  /** A rollup's: no unprotected and no blob transactions. */
  public static final ExecutionRules ROLLUP = new ExecutionRules(false, false, true);

  /** Ethereum's: both. */
  public static final ExecutionRules ETHEREUM = new ExecutionRules(true, true, true);
}
