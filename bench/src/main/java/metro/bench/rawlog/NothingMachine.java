package metro.bench.rawlog;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/** Takes every entry and does nothing with it. */
final class NothingMachine extends BaseStateMachine {
  private static final CompletableFuture<Message> DONE =
      CompletableFuture.completedFuture(Message.EMPTY);

  private final Semaphore elected = new Semaphore(0);

  /** Waits until this member leads and may append: since the last call, or from now on. */
  void awaitLead() throws InterruptedException {
    elected.acquire();
    elected.drainPermits();
  }

  @Override
  public void notifyLeaderReady() {
    elected.release();
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    var entry = transaction.getLogEntry();
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return DONE;
  }
}
