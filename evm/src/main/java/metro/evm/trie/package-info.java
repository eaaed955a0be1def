/**
 * The Merkle Patricia trie (Yellow Paper, appendix D) and what Ethereum keeps in it: the state, a
 * block's transactions and its receipts. Nodes are immutable and shared between versions of a trie;
 * each caches its reference, so that only changed paths are hashed again.
 *
 * <p>Not here: flat reads, disks (a store implements {@link metro.evm.trie.NodeStore}), execution.
 * A {@link metro.evm.trie.Trie} belongs to one thread; {@link metro.evm.trie.Trie#copy} gives
 * another thread its own for the price of one object.
 */
@NullMarked
package metro.evm.trie;

import org.jspecify.annotations.NullMarked;
