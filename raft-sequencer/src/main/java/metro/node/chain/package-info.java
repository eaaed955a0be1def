/**
 * What this member has applied and certified, for reading. Every service reads here; only the apply
 * thread writes, through {@code metro.node.store}.
 *
 * <p>Safe for use by many threads. Listeners are called from one thread of their own.
 */
@org.jspecify.annotations.NullMarked
package metro.node.chain;
