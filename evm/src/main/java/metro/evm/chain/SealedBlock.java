package metro.evm.chain;

import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.evm.block.BlockHeader;
import metro.evm.state.StateDiff;
import metro.evm.store.StoredBlock;

/**
 * An executed block.
 *
 * @param stored the block with hashes, senders and receipts
 * @param outcomes one for each entry of the ordered list
 * @param requests EIP-7685, those that are not empty
 * @param diff what the block changed
 */
public record SealedBlock(
    StoredBlock stored, List<Outcome> outcomes, List<Bytes> requests, StateDiff diff) {
  public SealedBlock {
    outcomes = List.copyOf(outcomes);
    requests = List.copyOf(requests);
  }

  /** The header. */
  public BlockHeader header() {
    return stored.block().header();
  }

  /** The block's hash. */
  public Hash hash() {
    return stored.hash();
  }
}
