/**
 * Ethereum's own formats: RLP, transactions, signatures, Keccak, addresses and 256-bit numbers.
 *
 * <p>One home for what both the sequencer's core and the EVM need, without either seeing the other.
 * No state, no gas rules, no I/O (but for loading the native signature library). Everything is
 * immutable and may be used by any thread.
 */
@org.jspecify.annotations.NullMarked
package metro.ethereum;
