package metro.evm.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.evm.BlockContext;
import metro.evm.TransactionProcessor;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.state.StateDiff;
import metro.evm.state.StateReader;
import metro.evm.trie.StateTrie;

/**
 * Executes a block that is sealed already once more.
 *
 * @param parent the header of the block before
 */
record BlockReplay(Genesis genesis, ExecutionRules rules, Block block, BlockHeader parent) {
  /**
   * Executes it.
   *
   * @param state at the end of the parent
   * @param trie of that state; changed to the state after the block
   * @return the block as it comes out; empty when a transaction in it is not usable
   * @throws IllegalArgumentException when the header breaks a rule of the chain
   */
  Optional<SealedBlock> run(StateReader state, StateTrie trie, BlockContext.BlockHashes hashes) {
    BlockHeader header = block.header();
    OpenBlock open = new OpenBlock(setup(state, hashes), header.parentBeaconBlockRoot());
    List<Outcome> outcomes = new ArrayList<>();
    try (Preparation preparation = new Preparation(Secp256k1.fastest(), rules, 1)) {
      preparation.prepare(
          block.transactions().stream().map(TransactionInput::of).toList(),
          chunk -> chunk.forEach(p -> outcomes.add(open.apply(p))));
    }
    if (open.included().size() != block.transactions().size()) {
      return Optional.empty();
    }
    Hash beaconRoot = header.parentBeaconBlockRoot().orElse(Hash.ZERO);
    List<Bytes> requests = open.end(beaconRoot);
    StateDiff diff = open.takeDiff();
    RootWork root = new RootWork(trie, Runnable::run);
    root.add(diff);
    PendingBlock.Sealing sealing = new PendingBlock.Sealing(open, requests, diff, outcomes, root);
    return Optional.of(BlockSealer.seal(sealing, beaconRoot, header.extraData()));
  }

  private BlockSetup setup(StateReader state, BlockContext.BlockHashes hashes) {
    BlockHeader header = block.header();
    BlockParameters parameters =
        new BlockParameters(
            header.timestamp(),
            header.feeRecipient(),
            header.prevRandao(),
            header.gasLimit(),
            header.extraData(),
            block.withdrawals());
    TransactionProcessor processor =
        new TransactionProcessor(genesis.forks().at(header.timestamp()));
    return new BlockSetup(
        genesis, rules, parent, header.parentHash(), parameters, processor, state, hashes);
  }
}
