package metro.rollup.chain;

import metro.ethereum.Hash;

/**
 * A sealed EVM block.
 *
 * @param number from 0, the genesis block
 * @param hash of its header
 * @param timestamp seconds since 1970
 */
public record BlockId(long number, Hash hash, long timestamp) {}
