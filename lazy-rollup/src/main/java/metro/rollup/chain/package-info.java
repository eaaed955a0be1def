/**
 * From ordered rollup blocks to EVM blocks: seconds, the block rules, the execution port and the
 * chain with its four tags. Knows neither gRPC nor the DA layer nor JSON. The derivation is pure;
 * {@link metro.rollup.chain.RollupChain} is the one writer and guards itself with a lock.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup.chain;
