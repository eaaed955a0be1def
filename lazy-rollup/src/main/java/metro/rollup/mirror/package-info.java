/**
 * Sealed blocks for unmodified execution clients, by the Engine API: they execute again what the
 * node executed and check every root. A client is a second opinion and a home for tools that know
 * only it, never the authority. Nothing here decides anything about the chain.
 *
 * <p>Each client has a virtual thread of its own that reads blocks from the chain's store; the
 * thread that writes the chain only leaves a signal.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup.mirror;
