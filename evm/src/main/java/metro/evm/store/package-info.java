/**
 * Where a chain and its state rest: flat accounts and slots for reads, codes, path-keyed trie
 * nodes, former values for looking and going back, headers, bodies, receipts and their indices. All
 * of it lies in the tables of a {@link metro.evm.store.KeyValueStore}, in memory or in RocksDB; a
 * block is one atomic write.
 *
 * <p>Not here: execution. One thread writes; any thread reads.
 */
@NullMarked
package metro.evm.store;

import org.jspecify.annotations.NullMarked;
