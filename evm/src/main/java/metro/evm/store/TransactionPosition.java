package metro.evm.store;

/** Where a transaction is in the canonical chain. */
public record TransactionPosition(long blockNumber, int index) {}
