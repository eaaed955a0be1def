package metro.bench.bareevm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Hash;
import metro.evm.block.BlockHeader;
import metro.evm.chain.BlockInput;
import metro.evm.chain.BlockParameters;
import metro.evm.chain.TransactionInput;
import metro.evm.store.BlockRef;
import metro.evm.store.StateStore;
import metro.evm.store.StoredBlock;
import metro.rollup.RollupNode;

/** The blocks a node has made, as what they were made of. */
final class NodeBlocks {
  private NodeBlocks() {}

  /**
   * A block to make again.
   *
   * @param input what it is made of; the senders are not told
   * @param hash it has to have
   */
  record Again(BlockInput input, Hash hash) {}

  /** All blocks but the genesis. */
  static List<Again> read(Path dataDir) {
    List<Again> blocks = new ArrayList<>();
    try (StateStore store = RollupNode.openStore(dataDir)) {
      long head = store.head().map(BlockRef::number).orElse(0L);
      for (long number = 1; number <= head; number++) {
        blocks.add(again(store.block(number).orElseThrow()));
      }
    }
    return blocks;
  }

  private static Again again(StoredBlock block) {
    BlockHeader header = block.block().header();
    BlockParameters parameters =
        new BlockParameters(
            header.timestamp(),
            header.feeRecipient(),
            header.prevRandao(),
            header.gasLimit(),
            header.extraData(),
            List.of());
    List<TransactionInput> transactions =
        block.block().transactions().stream().map(TransactionInput::of).toList();
    Hash root = header.parentBeaconBlockRoot().orElseThrow();
    return new Again(
        new BlockInput(header.parentHash(), parameters, root, transactions), block.hash());
  }
}
