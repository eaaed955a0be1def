package metro.evm;

import java.math.BigInteger;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Hash;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.evm.state.Code;
import metro.evm.state.WorldState;

/**
 * The checks before a transaction runs, in a fixed order; {@link
 * TransactionInvalid#BLOCK_GAS_EXHAUSTED} is the last, so that only a transaction that is right
 * otherwise asks for the next block.
 */
final class TransactionValidator {
  private static final Optional<TransactionInvalid> VALID = Optional.empty();
  private static final byte BLOB_HASH_VERSION_KZG = 1;
  private static final long MAX_NONCE = -1;

  private final Fork fork;

  TransactionValidator(Fork fork) {
    this.fork = fork;
  }

  /** The first rule the transaction breaks; empty when it may run. */
  Optional<TransactionInvalid> validate(
      WorldState world,
      BlockContext block,
      long blockGasLeft,
      Transaction transaction,
      Address sender,
      IntrinsicGas intrinsic) {
    return checkForm(transaction, block)
        .or(() -> checkGas(transaction, block, intrinsic))
        .or(() -> checkFees(transaction, block))
        .or(() -> checkSender(transaction, sender, world))
        .or(() ->
            when(transaction.gasLimit() > blockGasLeft, TransactionInvalid.BLOCK_GAS_EXHAUSTED));
  }

  private static Optional<TransactionInvalid> when(boolean broken, TransactionInvalid reason) {
    return broken ? Optional.of(reason) : VALID;
  }

  private Optional<TransactionInvalid> checkForm(Transaction transaction, BlockContext block) {
    if (!supports(transaction)) {
      return Optional.of(TransactionInvalid.TYPE_NOT_SUPPORTED);
    }
    if (transaction.chainId().isPresent()
        && !UInt256.of(transaction.chainId().getAsLong()).equals(block.chainId())) {
      return Optional.of(TransactionInvalid.WRONG_CHAIN_ID);
    }
    return switch (transaction) {
      case BlobTransaction blob -> checkBlobs(blob);
      case SetCodeTransaction setCode ->
          when(setCode.authorizations().isEmpty(), TransactionInvalid.NO_AUTHORIZATIONS);
      default -> VALID;
    };
  }

  private boolean supports(Transaction transaction) {
    return switch (transaction) {
      case BlobTransaction blob -> fork.has(Feature.BLOBS);
      case SetCodeTransaction setCode -> fork.has(Feature.SET_CODE);
      default -> true;
    };
  }

  private Optional<TransactionInvalid> checkBlobs(BlobTransaction transaction) {
    if (transaction.blobHashes().isEmpty()) {
      return Optional.of(TransactionInvalid.NO_BLOBS);
    }
    if (transaction.blobHashes().size() > fork.blobs().maxPerTransaction()) {
      return Optional.of(TransactionInvalid.TOO_MANY_BLOBS);
    }
    boolean known =
        transaction.blobHashes().stream()
            .allMatch((Hash hash) -> hash.at(0) == BLOB_HASH_VERSION_KZG);
    return when(!known, TransactionInvalid.BLOB_HASH_VERSION);
  }

  private Optional<TransactionInvalid> checkGas(
      Transaction transaction, BlockContext block, IntrinsicGas intrinsic) {
    long gasLimit = transaction.gasLimit();
    if (Long.compareUnsigned(gasLimit, block.gasLimit()) > 0) {
      return Optional.of(TransactionInvalid.GAS_ABOVE_BLOCK_LIMIT);
    }
    if (gasLimit > fork.transactionGasCap()) {
      return Optional.of(TransactionInvalid.GAS_ABOVE_TRANSACTION_CAP);
    }
    boolean creates = transaction.to().isEmpty();
    if (creates && transaction.data().length() > fork.maxInitCodeSize()) {
      return Optional.of(TransactionInvalid.INIT_CODE_TOO_LARGE);
    }
    if (gasLimit < intrinsic.required()) {
      return Optional.of(TransactionInvalid.INTRINSIC_GAS);
    }
    return when(gasLimit < intrinsic.floor(), TransactionInvalid.FLOOR_GAS);
  }

  private static Optional<TransactionInvalid> checkFees(
      Transaction transaction, BlockContext block) {
    UInt256 cap = transaction.maxFeePerGas();
    if (transaction.maxPriorityFeePerGas().compareTo(cap) > 0) {
      return Optional.of(TransactionInvalid.TIP_ABOVE_FEE_CAP);
    }
    if (cap.compareTo(block.baseFee()) < 0) {
      return Optional.of(TransactionInvalid.FEE_BELOW_BASE_FEE);
    }
    boolean blobFeeTooLow =
        transaction instanceof BlobTransaction blob
            && blob.maxFeePerBlobGas().compareTo(block.blobBaseFee()) < 0;
    return when(blobFeeTooLow, TransactionInvalid.BLOB_FEE_TOO_LOW);
  }

  private Optional<TransactionInvalid> checkSender(
      Transaction transaction, Address sender, WorldState world) {
    if (transaction.nonce() == MAX_NONCE) {
      return Optional.of(TransactionInvalid.NONCE_OVERFLOW);
    }
    int order = Long.compareUnsigned(transaction.nonce(), world.nonce(sender));
    if (order != 0) {
      return Optional.of(
          order < 0 ? TransactionInvalid.NONCE_TOO_LOW : TransactionInvalid.NONCE_TOO_HIGH);
    }
    if (isContract(world.code(sender))) {
      return Optional.of(TransactionInvalid.SENDER_HAS_CODE);
    }
    return when(!canPay(transaction, world.balance(sender)), TransactionInvalid.INSUFFICIENT_FUNDS);
  }

  /** EIP-3607, with the exception of EIP-7702. */
  private boolean isContract(Code code) {
    boolean delegates = fork.has(Feature.SET_CODE) && code.delegate().isPresent();
    return code.size() > 0 && !delegates;
  }

  private static boolean canPay(Transaction transaction, UInt256 balance) {
    int bits = 65 - Long.numberOfLeadingZeros(transaction.gasLimit());
    boolean small =
        transaction.maxFeePerGas().bitLength() + bits < 255
            && transaction.value().bitLength() < 255
            && !(transaction instanceof BlobTransaction);
    if (small) {
      UInt256 gas = transaction.maxFeePerGas().times(transaction.gasLimit());
      return balance.compareTo(gas.plus(transaction.value())) >= 0;
    }
    return balance.toBigInteger().compareTo(largestCost(transaction)) >= 0;
  }

  /** What does not fit 256 bits cannot be paid, but has to be computed to know it. */
  private static BigInteger largestCost(Transaction transaction) {
    BigInteger gas = BigInteger.valueOf(transaction.gasLimit());
    BigInteger cost =
        gas.multiply(transaction.maxFeePerGas().toBigInteger())
            .add(transaction.value().toBigInteger());
    if (transaction instanceof BlobTransaction blob) {
      BigInteger blobGas = BigInteger.valueOf(BlobSchedule.GAS_PER_BLOB * blob.blobHashes().size());
      cost = cost.add(blobGas.multiply(blob.maxFeePerBlobGas().toBigInteger()));
    }
    return cost;
  }
}
