package metro.evm;

import metro.ethereum.Transaction;

/**
 * What a transaction costs before its first instruction.
 *
 * @param required gas for signature, data, access list, creation and authorizations
 * @param floor the least the transaction pays in the end (EIP-7623), 0 before Prague
 */
public record IntrinsicGas(long required, long floor) {
  private static final int NON_ZERO_BYTE_TOKENS = 4;

  public static IntrinsicGas of(Transaction transaction, Fork fork) {
    long tokens = tokens(transaction.data().arrayForReading());
    long required =
        Gas.TRANSACTION
            + Gas.DATA_TOKEN * tokens
            + creation(transaction)
            + accessList(transaction)
            + Gas.AUTHORIZATION * transaction.authorizations().size();
    boolean hasFloor = fork.has(Feature.CALLDATA_FLOOR);
    return new IntrinsicGas(
        required, hasFloor ? Gas.TRANSACTION + Gas.DATA_FLOOR_TOKEN * tokens : 0);
  }

  private static long tokens(byte[] data) {
    long tokens = 0;
    for (byte b : data) {
      tokens += b == 0 ? 1 : NON_ZERO_BYTE_TOKENS;
    }
    return tokens;
  }

  private static long creation(Transaction transaction) {
    return transaction.to().isPresent()
        ? 0
        : Gas.TRANSACTION_CREATE + Gas.INIT_CODE_WORD * Gas.words(transaction.data().length());
  }

  private static long accessList(Transaction transaction) {
    long gas = 0;
    for (var entry : transaction.accessList()) {
      gas += Gas.ACCESS_LIST_ADDRESS + Gas.ACCESS_LIST_SLOT * entry.storageKeys().size();
    }
    return gas;
  }
}
