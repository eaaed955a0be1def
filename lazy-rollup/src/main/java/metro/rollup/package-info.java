/**
 * A lazy rollup's node: follows the committee softly, derives the same chain from the DA layer,
 * executes it and serves wallets. This package holds the configuration and the composition root; it
 * decides nothing about blocks. Never sees the replicated log.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup;
