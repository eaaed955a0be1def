package metro.node.raft;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import metro.node.log.ProposeException;
import metro.state.ApplyResult;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientRequest;

/**
 * What this member proposed and has no result for yet. The client id is random and never leaves
 * this process: nobody else can append through this member.
 */
final class Proposals implements AutoCloseable {
  private final ClientId clientId = ClientId.randomId();
  private final Map<Long, Proposal> waiting = new ConcurrentHashMap<>();
  private final ExecutorService completions =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("applied").factory());

  ClientId clientId() {
    return clientId;
  }

  void add(long callId, Proposal proposal) {
    waiting.put(callId, proposal);
    var _ = proposal.result().whenComplete((r, e) -> waiting.remove(callId));
  }

  Optional<Proposal> of(RaftClientRequest request) {
    return clientId.equals(request.getClientId())
        ? Optional.ofNullable(waiting.get(request.getCallId()))
        : Optional.empty();
  }

  int count() {
    return waiting.size();
  }

  /** Hands the result over to the completion thread. */
  void complete(Proposal proposal, ApplyResult result) {
    onCompletionThread(() -> proposal.result().complete(result));
  }

  void fail(Proposal proposal, ProposeException e) {
    onCompletionThread(() -> proposal.result().completeExceptionally(e));
  }

  @Override
  public void close() {
    completions.shutdown();
    ProposeException stopped = new ProposeException.OutcomeUnknown("this member is stopping");
    waiting.values().forEach(p -> p.result().completeExceptionally(stopped));
  }

  private void onCompletionThread(Runnable completion) {
    try {
      completions.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run(); // closing
    }
  }
}
