package metro.rollup.rpc;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.evm.state.Log;

/**
 * An event and where it happened.
 *
 * @param blockHash empty in the pending block
 * @param timestamp of the block, seconds since 1970
 * @param logIndex in the block
 */
record PlacedLog(
    Log log,
    long blockNumber,
    Optional<Hash> blockHash,
    long timestamp,
    Hash transactionHash,
    int transactionIndex,
    int logIndex) {}
