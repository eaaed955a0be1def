package metro.node.raft;

import java.util.concurrent.CompletableFuture;
import metro.node.log.EntrySize;
import metro.state.ApplyResult;
import metro.state.LogEntry;
import metro.state.LogEntryCodec;

/** One entry on its way through Ratis, on the leader. */
final class Proposal {
  private final LogEntry entry;
  private final byte[] bytes;
  private final CompletableFuture<ApplyResult> result = new CompletableFuture<>();
  private volatile boolean started;
  private volatile boolean refused;
  private volatile boolean grounded;

  Proposal(LogEntry entry) {
    this.entry = entry;
    this.bytes = EntrySize.check(LogEntryCodec.encode(entry));
  }

  LogEntry entry() {
    return entry;
  }

  byte[] bytes() {
    return bytes;
  }

  CompletableFuture<ApplyResult> result() {
    return result;
  }

  /** Ratis took it up: from here on it may get into the log. */
  void start() {
    started = true;
  }

  /** Ratis put it down again before it got into the log. */
  void refuse() {
    refused = true;
  }

  /** It failed, and {@link #isOutside} the log. */
  void ground() {
    grounded = true;
  }

  /** Whether it is known to have failed outside the log. */
  boolean isGrounded() {
    return grounded;
  }

  /** Whether it certainly is not in the log. */
  boolean isOutside() {
    return !started || refused;
  }
}
