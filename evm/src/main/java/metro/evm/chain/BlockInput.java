package metro.evm.chain;

import java.util.List;
import metro.ethereum.Hash;

/**
 * A whole block to execute.
 *
 * @param parent the block it goes on; has to be the head
 * @param parentBeaconBlockRoot 32 bytes of the caller's choice that contracts read by EIP-4788
 */
public record BlockInput(
    Hash parent,
    BlockParameters parameters,
    Hash parentBeaconBlockRoot,
    List<TransactionInput> transactions) {
  public BlockInput {
    transactions = List.copyOf(transactions);
  }
}
