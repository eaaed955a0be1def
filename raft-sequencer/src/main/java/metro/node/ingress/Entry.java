package metro.node.ingress;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import metro.ethereum.Address;

/** One submission waiting in the pool. Used by the pool's thread only. */
final class Entry {
  final Submission submission;
  final long arrivedMs;
  final int bytes;
  final CompletableFuture<Verdict> reply;
  private List<Hold> holds = List.of();
  private int replacements;
  private long nextTryMs;

  /** Utia kept back from a balance. */
  record Hold(Address payer, long amount) {}

  Entry(Submission submission, long arrivedMs, CompletableFuture<Verdict> reply) {
    this.submission = submission;
    this.arrivedMs = arrivedMs;
    this.bytes = submission.bytes();
    this.reply = reply;
  }

  SignedTransaction transaction() {
    return submission.legs().getFirst();
  }

  long nonce() {
    return transaction().nonce();
  }

  List<Hold> holds() {
    return holds;
  }

  void holds(List<Hold> newHolds) {
    holds = List.copyOf(newHolds);
  }

  /** When a bundle that waits for nonces is tried again. */
  long nextTryMs() {
    return nextTryMs;
  }

  void nextTryMs(long atMs) {
    nextTryMs = atMs;
  }

  int replacements() {
    return replacements;
  }

  void replacements(int count) {
    replacements = count;
  }
}
