package metro.rollup.chain;

import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * Everything about an EVM block that is known when its second begins.
 *
 * @param number the EVM block number
 * @param parent the hash of the block before
 * @param timestamp seconds since 1970, above the parent's
 * @param feeRecipient receives tips
 * @param prevRandao see {@link BlockRules}
 * @param gasLimit of the block
 * @param extraData names the rollup's head before the second, see {@link BlockRules}
 */
public record BlockPlan(
    long number,
    Hash parent,
    long timestamp,
    Address feeRecipient,
    Hash prevRandao,
    long gasLimit,
    Bytes extraData) {}
