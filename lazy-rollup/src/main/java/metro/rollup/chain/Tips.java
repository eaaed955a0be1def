package metro.rollup.chain;

import metro.state.RollupHead;

/**
 * How far each path has come, at one moment.
 *
 * @param soft the head after the newest ordered block known
 * @param certified the newest head under a certificate or proven on the DA layer
 * @param finalized the newest head proven on the DA layer up to the end of a second
 * @param latest newest sealed EVM block
 * @param safe newest EVM block under a certificate
 * @param finalizedBlock newest EVM block proven on the DA layer
 * @param generation counts how often soft content was taken back; a soft stream of an earlier
 *     generation must start again
 */
public record Tips(
    RollupHead soft,
    RollupHead certified,
    RollupHead finalized,
    BlockId latest,
    BlockId safe,
    BlockId finalizedBlock,
    long generation) {}
