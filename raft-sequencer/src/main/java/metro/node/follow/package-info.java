/**
 * Streams of one rollup's blocks with their proofs, from any number on: history from the chain,
 * then what is applied, as it is applied.
 *
 * <p>Each subscriber has a virtual thread that pulls from the chain when its connection takes more.
 * Nothing is queued for it, so a slow one costs a read of the store, not memory.
 */
@org.jspecify.annotations.NullMarked
package metro.node.follow;
