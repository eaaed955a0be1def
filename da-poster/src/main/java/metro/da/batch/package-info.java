/**
 * What Metro writes on a data availability layer and how it gets there once: batches, their bytes,
 * the plan of the next step (a pure function) and the loop that performs it. Not here: how blocks
 * are made, how the log replicates. The loop runs on one virtual thread of the leader; everything
 * else is immutable.
 */
@org.jspecify.annotations.NullMarked
package metro.da.batch;
