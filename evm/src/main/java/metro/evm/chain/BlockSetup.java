package metro.evm.chain;

import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.BlockContext;
import metro.evm.Feature;
import metro.evm.Fork;
import metro.evm.SystemCalls;
import metro.evm.TransactionProcessor;
import metro.evm.block.BlobGas;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.state.StateReader;

/**
 * Everything a block is executed on.
 *
 * @param state at the end of the parent
 * @param hashes of earlier blocks
 */
record BlockSetup(
    Genesis genesis,
    ExecutionRules rules,
    BlockHeader parent,
    Hash parentHash,
    BlockParameters parameters,
    TransactionProcessor processor,
    StateReader state,
    BlockContext.BlockHashes hashes) {
  private static final long GAS_LIMIT_STEPS = 1024;

  BlockSetup {
    if (Long.compareUnsigned(parameters.timestamp(), parent.timestamp()) <= 0) {
      throw new IllegalArgumentException(
          "timestamp "
              + parameters.timestamp()
              + " is not above the parent's "
              + parent.timestamp());
    }
    long step = Math.abs(parameters.gasLimit() - parent.gasLimit());
    if (step > 0 && step >= parent.gasLimit() / GAS_LIMIT_STEPS) {
      throw new IllegalArgumentException(
          "gasLimit "
              + parameters.gasLimit()
              + " is 1/1024 or more away from the parent's "
              + parent.gasLimit());
    }
  }

  Fork fork() {
    return genesis.forks().at(parameters.timestamp());
  }

  long number() {
    return parent.number() + 1;
  }

  UInt256 baseFee() {
    return genesis.feeMarket().next(parent);
  }

  long excessBlobGas() {
    return fork().has(Feature.BLOBS) ? BlobGas.nextExcess(parent, fork()) : 0;
  }

  SystemCalls systemCalls() {
    return new SystemCalls(processor.evm());
  }

  BlockContext context() {
    return new BlockContext(
        UInt256.of(genesis.chainId()),
        number(),
        parameters.timestamp(),
        parameters.gasLimit(),
        parameters.feeRecipient(),
        baseFee(),
        parameters.prevRandao(),
        fork().blobs().baseFee(excessBlobGas()),
        hashes);
  }
}
