package metro.bench.rawlog;

import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/** Takes every entry and does nothing with it. */
final class NothingMachine extends BaseStateMachine {
  private static final CompletableFuture<Message> DONE =
      CompletableFuture.completedFuture(Message.EMPTY);

  private final CompletableFuture<Void> leads = new CompletableFuture<>();

  /** Completes when this member leads and may append. */
  CompletableFuture<Void> leads() {
    return leads;
  }

  @Override
  public void notifyLeaderReady() {
    leads.complete(null);
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    var entry = transaction.getLogEntry();
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return DONE;
  }
}
