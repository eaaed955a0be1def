/**
 * Ethereum's state transition from Shanghai to Osaka: forks, the interpreter, transactions, system
 * calls, simulated calls. Knows nothing of Metro.
 *
 * <p>A block is run like this (receipts, roots and headers are in {@code metro.evm.block}):
 *
 * <pre>{@code
 * Fork fork = ForkSchedule.OSAKA.at(block.timestamp());
 * TransactionProcessor processor = new TransactionProcessor(fork);     // keep it
 * SystemCalls system = new SystemCalls(processor.evm());
 * WorldState world = new WorldState(stateReader);
 * system.beginBlock(world, block, parentHash, parentBeaconBlockRoot);
 * long gasLeft = block.gasLimit();
 * switch (processor.process(world, block, gasLeft, transaction, sender)) {
 *   case TransactionResult.Included included -> gasLeft -= included.gasUsed();
 *   case TransactionResult.Invalid(var reason) when reason == BLOCK_GAS_EXHAUSTED -> ...  // next block
 *   case TransactionResult.Invalid(var reason) -> ...                                     // skip it
 * }
 * List<Bytes> requests = system.endBlock(world, block);
 * StateDiff diff = world.takeDiff();
 * }</pre>
 *
 * <p>The sender is recovered by the caller (in parallel, ahead). eth_call, eth_estimateGas and
 * eth_createAccessList are {@link metro.evm.Simulator}'s; tracers are in {@code metro.evm.trace}.
 *
 * <p>Threads: {@link metro.evm.Fork} and {@link metro.evm.ForkSchedule} are immutable; everything
 * that runs code belongs to one thread at a time and blocks only as its {@code StateReader} does.
 * Only a bug, the environment (no native library) or the reader throws.
 */
@NullMarked
package metro.evm;

import org.jspecify.annotations.NullMarked;
