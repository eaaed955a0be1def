package metro.evm;

import java.util.List;
import metro.ethereum.UInt256;
import metro.evm.state.Log;

/** What became of a transaction. */
public sealed interface TransactionResult {
  /**
   * It is in the block.
   *
   * @param execution how its code ended
   * @param gasUsed what it takes of the block's gas and what the sender paid for
   * @param gasPrice wei per gas that the sender paid
   * @param logs none unless the execution succeeded
   */
  record Included(Execution execution, long gasUsed, UInt256 gasPrice, List<Log> logs)
      implements TransactionResult {
    public Included {
      logs = List.copyOf(logs);
    }

    /** The receipt's status. */
    public boolean succeeded() {
      return execution.succeeded();
    }
  }

  /** It is not; the state is as before. */
  record Invalid(TransactionInvalid reason) implements TransactionResult {}
}
