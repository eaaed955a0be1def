package metro.evm;

/**
 * Why a transaction cannot be in this block. The numbers are stable: they may be stored and sent.
 * The texts begin as geth's do, because wallets look for them.
 */
public enum TransactionInvalid {
  /** The fork does not know the transaction's type. */
  TYPE_NOT_SUPPORTED(1, "transaction type not supported"),
  /** Signed for another chain. */
  WRONG_CHAIN_ID(2, "invalid chain ID"),
  /** The sender's next nonce is higher. */
  NONCE_TOO_LOW(3, "nonce too low"),
  /** The sender's next nonce is lower. */
  NONCE_TOO_HIGH(4, "nonce too high"),
  /** 2^64 - 1 (EIP-2681). */
  NONCE_OVERFLOW(5, "nonce has max value"),
  /** Gas at the highest price, blob gas and value are more than the balance. */
  INSUFFICIENT_FUNDS(6, "insufficient funds for gas * price + value"),
  /** The fee cap does not reach the base fee (EIP-1559). */
  FEE_BELOW_BASE_FEE(7, "max fee per gas less than block base fee"),
  /** The tip is higher than the fee cap (EIP-1559). */
  TIP_ABOVE_FEE_CAP(8, "max priority fee per gas higher than max fee per gas"),
  /** The gas limit does not pay for the transaction itself. */
  INTRINSIC_GAS(9, "intrinsic gas too low"),
  /** The gas limit does not pay the floor price of the call data (EIP-7623). */
  FLOOR_GAS(10, "insufficient gas for floor data gas cost"),
  /** The sender is a contract (EIP-3607). */
  SENDER_HAS_CODE(11, "sender not an eoa"),
  /** More gas than one transaction may ask for (EIP-7825). */
  GAS_ABOVE_TRANSACTION_CAP(12, "transaction gas limit too high"),
  /** Creation code over the limit (EIP-3860). */
  INIT_CODE_TOO_LARGE(13, "max initcode size exceeded"),
  /** More gas than a whole block has. */
  GAS_ABOVE_BLOCK_LIMIT(14, "exceeds block gas limit"),
  /**
   * More gas than this block has left, everything else being right. Not a fault of the transaction:
   * it may go into the next block.
   */
  BLOCK_GAS_EXHAUSTED(15, "gas limit reached"),
  /** A blob transaction without blobs (EIP-4844). */
  NO_BLOBS(16, "blob transaction missing blob hashes"),
  /** Too many blobs (EIP-4844, EIP-7594). */
  TOO_MANY_BLOBS(17, "too many blobs in transaction"),
  /** A blob hash with an unknown version (EIP-4844). */
  BLOB_HASH_VERSION(18, "blob hash version mismatch"),
  /** The blob fee cap does not reach the blob base fee (EIP-4844). */
  BLOB_FEE_TOO_LOW(19, "max fee per blob gas less than block blob gas fee"),
  /** A set-code transaction without authorizations (EIP-7702). */
  NO_AUTHORIZATIONS(20, "EIP-7702 transaction with empty auth list");

  private final int code;
  private final String text;

  TransactionInvalid(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The stable number. */
  public int code() {
    return code;
  }

  /** The message as geth words it. */
  public String text() {
    return text;
  }
}
