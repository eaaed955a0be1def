/**
 * Derives the rollup's chain from the DA layer alone: every height read whole with completeness
 * proofs, batches in order without a gap, content proven under certificates. What comes out is
 * final. One virtual thread derives; others only fetch ahead.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup.da;
