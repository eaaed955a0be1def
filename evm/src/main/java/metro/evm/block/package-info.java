/**
 * Blocks and what belongs to them, bit-exact: headers, receipts, blooms, the base fee rule,
 * requests and the genesis block. Values only: nothing here executes, stores or has threads.
 */
@NullMarked
package metro.evm.block;

import org.jspecify.annotations.NullMarked;
