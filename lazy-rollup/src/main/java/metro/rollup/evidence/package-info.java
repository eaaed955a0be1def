/**
 * Proofs and records of somebody's fault, kept as files one can hand to somebody. Decides nothing.
 * Safe for many threads.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup.evidence;
