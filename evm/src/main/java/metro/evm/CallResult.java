package metro.evm;

import java.util.List;
import metro.evm.state.Log;

/** What became of a {@link CallRequest}. */
public sealed interface CallResult {
  /**
   * It ran.
   *
   * @param gasUsed what a transaction would pay for
   * @param gasUsedBeforeRefund what it needs at least while it runs
   */
  record Ran(Execution execution, long gasUsed, long gasUsedBeforeRefund, List<Log> logs)
      implements CallResult {
    public Ran {
      logs = List.copyOf(logs);
    }
  }

  /** It could not run: intrinsic gas, or not enough balance for value and gas. */
  record Refused(TransactionInvalid reason) implements CallResult {}
}
