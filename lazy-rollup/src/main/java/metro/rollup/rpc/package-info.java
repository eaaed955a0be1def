/**
 * Ethereum's JSON-RPC for wallets and tools, and Metro's own methods: reads of the chain, simulated
 * calls, filters, subscriptions, sending. Formats and looks up, decides nothing. Every call has a
 * virtual thread of its own; all classes are safe for many.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup.rpc;
