/**
 * Runs a chain: lists of transactions go in, sealed standard blocks come out, unusable transactions
 * are skipped by one written rule. {@link metro.evm.chain.EmbeddedEvm} is the way in.
 *
 * <p>Not here: where the order of transactions comes from, JSON-RPC, peers. One thread drives a
 * chain; the store's readers and {@link metro.evm.chain.PendingBlock#state} serve all threads.
 */
@NullMarked
package metro.evm.chain;

import org.jspecify.annotations.NullMarked;
