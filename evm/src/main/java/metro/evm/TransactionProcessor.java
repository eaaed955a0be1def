package metro.evm;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.evm.state.WorldState;
import metro.evm.trace.Tracer;

/**
 * Runs transactions one after the other: checks, fees, authorizations, execution, refunds.
 *
 * <p>Total: every input has a {@link TransactionResult}; only what a {@code StateReader} throws
 * goes through. One thread at a time.
 */
public final class TransactionProcessor {
  private final Fork fork;
  private final Evm evm;
  private final TransactionValidator validator;
  private final Delegations delegations;

  /** A processor for blocks of one fork. */
  public TransactionProcessor(Fork fork) {
    this.fork = fork;
    this.evm = new Evm(fork);
    this.validator = new TransactionValidator(fork);
    this.delegations = new Delegations();
  }

  /** The EVM that runs the code, for calls outside transactions. */
  public Evm evm() {
    return evm;
  }

  /**
   * Runs one transaction.
   *
   * @param blockGasLeft gas of the block that earlier transactions left
   * @param sender who signed, recovered by the caller
   */
  public TransactionResult process(
      WorldState world,
      BlockContext block,
      long blockGasLeft,
      Transaction transaction,
      Address sender) {
    return process(world, block, blockGasLeft, transaction, sender, Optional.empty());
  }

  /** Runs one transaction and tells a tracer about it. */
  public TransactionResult process(
      WorldState world,
      BlockContext block,
      long blockGasLeft,
      Transaction transaction,
      Address sender,
      Optional<Tracer> tracer) {
    IntrinsicGas intrinsic = IntrinsicGas.of(transaction, fork);
    Optional<TransactionInvalid> invalid =
        validator.validate(world, block, blockGasLeft, transaction, sender, intrinsic);
    return invalid.isPresent()
        ? new TransactionResult.Invalid(invalid.get())
        : run(world, block, transaction, sender, intrinsic, tracer);
  }

  /** Runs a transaction whose checks the caller has made or does not want. */
  TransactionResult.Included run(
      WorldState world,
      BlockContext block,
      Transaction transaction,
      Address sender,
      IntrinsicGas intrinsic,
      Optional<Tracer> tracer) {
    UInt256 gasPrice = gasPrice(transaction, block.baseFee());
    world.beginTransaction();
    buyGas(world, block, transaction, sender, gasPrice);
    warm(world, block, transaction, sender);
    if (transaction.to().isPresent()) {
      world.setNonce(sender, world.nonce(sender) + 1);
      delegations.apply(world, block.chainId(), transaction.authorizations());
      warmDelegate(world, transaction.to().get());
    }
    Execution execution =
        evm.execute(
            world,
            block,
            new TransactionContext(sender, gasPrice, blobHashes(transaction)),
            message(transaction, sender, intrinsic),
            tracer);
    long gasUsed = gasUsed(world, transaction.gasLimit(), execution.gasLeft(), intrinsic);
    settle(world, block, transaction, sender, gasPrice, gasUsed);
    world.endTransaction();
    return new TransactionResult.Included(execution, gasUsed, gasPrice, world.logs());
  }

  /** Wei per gas that the sender pays (EIP-1559). */
  static UInt256 gasPrice(Transaction transaction, UInt256 baseFee) {
    UInt256 cap = transaction.maxFeePerGas();
    UInt256 room = cap.compareTo(baseFee) < 0 ? UInt256.ZERO : cap.minus(baseFee);
    return baseFee.plus(room.min(transaction.maxPriorityFeePerGas())).min(cap);
  }

  private static List<Hash> blobHashes(Transaction transaction) {
    return transaction instanceof BlobTransaction blob ? blob.blobHashes() : List.of();
  }

  private static void buyGas(
      WorldState world,
      BlockContext block,
      Transaction transaction,
      Address sender,
      UInt256 gasPrice) {
    long blobGas = BlobSchedule.GAS_PER_BLOB * blobHashes(transaction).size();
    UInt256 price = gasPrice.times(transaction.gasLimit()).plus(block.blobBaseFee().times(blobGas));
    world.subtractBalance(sender, price);
  }

  /** EIP-2929, EIP-2930 and EIP-3651. Precompiled contracts are warm without being listed. */
  private static void warm(
      WorldState world, BlockContext block, Transaction transaction, Address sender) {
    world.warm(sender);
    world.warm(block.feeRecipient());
    transaction.to().ifPresent(world::warm);
    for (var entry : transaction.accessList()) {
      world.warm(entry.address());
      for (Hash key : entry.storageKeys()) {
        world.warm(entry.address(), UInt256.fromBytes(key.bytes()));
      }
    }
  }

  private void warmDelegate(WorldState world, Address to) {
    if (fork.has(Feature.SET_CODE)) {
      world.code(to).delegate().ifPresent(world::warm);
    }
  }

  private static Message message(Transaction transaction, Address sender, IntrinsicGas intrinsic) {
    return new Message(
        sender,
        transaction.to(),
        transaction.value(),
        transaction.data(),
        transaction.gasLimit() - intrinsic.required());
  }

  /** EIP-3529 refunds, then the floor of EIP-7623. */
  private static long gasUsed(
      WorldState world, long gasLimit, long gasLeft, IntrinsicGas intrinsic) {
    long used = gasLimit - gasLeft;
    long refund = Math.min(world.refund(), used / Gas.MAX_REFUND_QUOTIENT);
    return Math.max(used - refund, intrinsic.floor());
  }

  private static void settle(
      WorldState world,
      BlockContext block,
      Transaction transaction,
      Address sender,
      UInt256 gasPrice,
      long gasUsed) {
    world.addBalance(sender, gasPrice.times(transaction.gasLimit() - gasUsed));
    // A simulated call may pay less than the base fee: then there is no tip.
    UInt256 tip =
        gasPrice.compareTo(block.baseFee()) < 0 ? UInt256.ZERO : gasPrice.minus(block.baseFee());
    world.addBalance(block.feeRecipient(), tip.times(gasUsed));
  }
}
