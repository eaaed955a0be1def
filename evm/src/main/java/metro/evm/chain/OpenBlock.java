package metro.evm.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Transaction;
import metro.evm.BlobSchedule;
import metro.evm.BlockContext;
import metro.evm.Feature;
import metro.evm.SystemCalls;
import metro.evm.TransactionInvalid;
import metro.evm.TransactionResult;
import metro.evm.block.Deposits;
import metro.evm.block.Receipt;
import metro.evm.block.Withdrawal;
import metro.evm.state.StateDiff;
import metro.evm.state.WorldState;

/**
 * One block under execution: system calls, transactions by the skip rule, withdrawals, requests.
 * One thread.
 *
 * <p>The parent beacon block root may come at the end only. It is then stored after the
 * transactions, which gives the same state and receipts unless one of them read the contract that
 * keeps such roots: {@link #needsRootFirst} tells, and the block has to be executed anew.
 */
final class OpenBlock {
  /** EIP-7934. */
  static final int MAX_BLOCK_BYTES = (10 << 20) - (2 << 20);

  /** What a block has besides transactions: header, list prefixes. */
  private static final int BLOCK_OVERHEAD_BYTES = 1024;

  private static final int LIST_PREFIX_BYTES = 4;

  private final BlockSetup setup;
  private final BlockContext context;
  private final WatchedState watched;
  private final WorldState world;
  private final SystemCalls systemCalls;
  private final boolean rootFirst;
  private final List<Outcome.Included> included = new ArrayList<>();
  private final long maxBlockBytes;
  private long blockBytes = BLOCK_OVERHEAD_BYTES;
  private long gasUsed;
  private long blobGasUsed;
  private boolean full;

  OpenBlock(BlockSetup setup, Optional<Hash> beaconRoot) {
    this.setup = setup;
    this.context = setup.context();
    this.watched = new WatchedState(setup.state(), SystemCalls.BEACON_ROOTS);
    this.world = new WorldState(watched);
    this.systemCalls = setup.systemCalls();
    this.rootFirst = beaconRoot.isPresent();
    this.maxBlockBytes =
        setup.fork().has(Feature.BLOCK_SIZE_LIMIT) ? MAX_BLOCK_BYTES : Long.MAX_VALUE;
    begin(beaconRoot);
  }

  private void begin(Optional<Hash> beaconRoot) {
    if (setup.rules().systemCalls()) {
      beaconRoot.ifPresent(root -> systemCalls.storeBeaconRoot(world, context, root));
      systemCalls.storeParentHash(world, context, setup.parentHash());
    }
  }

  Outcome apply(Prepared prepared) {
    if (full) {
      return new Outcome.Deferred();
    }
    return switch (prepared) {
      case Prepared.Unusable unusable -> unusable.outcome();
      case Prepared.Ready ready -> apply(ready);
    };
  }

  private Outcome apply(Prepared.Ready ready) {
    int size = ready.raw().length() + LIST_PREFIX_BYTES;
    if (BLOCK_OVERHEAD_BYTES + size > maxBlockBytes) {
      SkipCode code = SkipCode.LARGER_THAN_BLOCK;
      return new Outcome.Skipped(ready.hash(), code.code(), code.text());
    }
    long blobGas = blobGas(ready.transaction());
    if (blockBytes + size > maxBlockBytes || blobGasUsed + blobGas > maxBlobGas()) {
      return deferIfValid(ready);
    }
    TransactionResult result =
        setup
            .processor()
            .process(
                world,
                context,
                setup.parameters().gasLimit() - gasUsed,
                ready.transaction(),
                ready.sender());
    return switch (result) {
      case TransactionResult.Invalid invalid -> refuse(ready, invalid.reason());
      case TransactionResult.Included done -> include(ready, done, size, blobGas);
    };
  }

  /** What does not fit is only kept for the next block if it is right otherwise. */
  private Outcome deferIfValid(Prepared.Ready ready) {
    TransactionResult result =
        setup.processor().process(world, context, 0, ready.transaction(), ready.sender());
    return switch (result) {
      case TransactionResult.Invalid invalid -> refuse(ready, invalid.reason());
      case TransactionResult.Included _ ->
          throw new IllegalStateException("a transaction was included without any gas");
    };
  }

  private Outcome refuse(Prepared.Ready ready, TransactionInvalid reason) {
    if (reason == TransactionInvalid.BLOCK_GAS_EXHAUSTED) {
      full = true;
      return new Outcome.Deferred();
    }
    return new Outcome.Skipped(ready.hash(), reason.code(), reason.text());
  }

  private Outcome include(
      Prepared.Ready ready, TransactionResult.Included done, int size, long blobGas) {
    gasUsed += done.gasUsed();
    blobGasUsed += blobGas;
    blockBytes += size;
    Receipt receipt =
        Receipt.of(ready.transaction().type(), done.succeeded(), gasUsed, done.logs());
    Outcome.Included outcome =
        new Outcome.Included(
            included.size(),
            ready.hash(),
            ready.raw(),
            ready.sender(),
            receipt,
            done.gasUsed(),
            done.gasPrice(),
            done.execution());
    included.add(outcome);
    return outcome;
  }

  private static long blobGas(Transaction transaction) {
    return transaction instanceof BlobTransaction blob
        ? BlobSchedule.GAS_PER_BLOB * blob.blobHashes().size()
        : 0;
  }

  private long maxBlobGas() {
    return BlobSchedule.GAS_PER_BLOB * setup.fork().blobs().max();
  }

  /** Whether a transaction saw the contract of roots before the root of this block was there. */
  boolean needsRootFirst() {
    return !rootFirst && watched.wasRead();
  }

  /**
   * Ends the block.
   *
   * @return EIP-7685 requests
   */
  List<Bytes> end(Hash beaconRoot) {
    if (!rootFirst && setup.rules().systemCalls()) {
      systemCalls.storeBeaconRoot(world, context, beaconRoot);
    }
    withdraw();
    List<Bytes> requests = new ArrayList<>();
    deposits().ifPresent(requests::add);
    if (setup.rules().systemCalls()) {
      requests.addAll(systemCalls.endBlock(world, context));
    }
    return requests;
  }

  private Optional<Bytes> deposits() {
    return setup.fork().has(Feature.REQUESTS)
        ? setup
            .genesis()
            .depositContract()
            .flatMap(contract ->
                Deposits.request(
                    contract, included.stream().flatMap(i -> i.receipt().logs().stream()).toList()))
        : Optional.empty();
  }

  private void withdraw() {
    world.beginTransaction();
    for (Withdrawal withdrawal : setup.parameters().withdrawals()) {
      world.addBalance(withdrawal.address(), withdrawal.amount());
    }
    world.endTransaction();
  }

  /** The changes since the last call. */
  StateDiff takeDiff() {
    return world.takeDiff();
  }

  BlockSetup setup() {
    return setup;
  }

  BlockContext context() {
    return context;
  }

  List<Outcome.Included> included() {
    return included;
  }

  long gasUsed() {
    return gasUsed;
  }

  long blobGasUsed() {
    return blobGasUsed;
  }
}
