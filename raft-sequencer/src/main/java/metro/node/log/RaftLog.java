package metro.node.log;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.state.ApplyResult;
import metro.state.LogEntry;

/**
 * The replicated log. Entries proposed by one thread are applied in the order of the calls as long
 * as this member leads.
 */
public interface RaftLog {
  /**
   * Appends {@code entry} on the leader, in this process.
   *
   * <p>Completes after the entry is durable on a majority and applied here. Completes exceptionally
   * with a {@link ProposeException} and nothing else: {@link ProposeException.NotLeader} when the
   * entry certainly is not in the log, {@link ProposeException.OutcomeUnknown} when it may be in it
   * now or later. Whoever proposes the same items again loses nothing: lanes refuse what was taken.
   *
   * @throws IllegalArgumentException when the encoded entry is larger than {@link
   *     metro.state.Limits#MAX_ENTRY_BYTES}
   */
  CompletableFuture<ApplyResult> propose(LogEntry entry);

  /** Whether this member leads and has applied every entry of earlier terms: it may propose. */
  boolean isLeader();

  /** Name of the member that leads, as far as this member knows. */
  Optional<String> leaderName();

  /**
   * Adds {@code listener}; it is told the present state at once, then of every change. Calls come
   * from one thread, one after the other.
   */
  void addLeadershipListener(LeadershipListener listener);

  /** Hears who leads. Must return soon. */
  interface LeadershipListener {
    /** This member leads and is ready to propose. */
    void onLeader();

    /** Another member leads, or none. */
    void onFollower(Optional<String> leader);
  }
}
