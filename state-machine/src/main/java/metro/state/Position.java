package metro.state;

/**
 * Where an item stands, for ever.
 *
 * @param height its block
 * @param seq its global sequence number
 * @param rollup whose it is (the committee's own chain id for a native operation)
 * @param rollupNumber number of the rollup's block; 0 for a native operation
 * @param rollupIndex place among the rollup's transactions of that block, from 0
 */
public record Position(long height, long seq, long rollup, long rollupNumber, int rollupIndex) {}
