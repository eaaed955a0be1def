package metro.node.ingress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Address;
import metro.node.chain.Chain;
import metro.node.log.RaftLog;
import metro.state.Outcome;
import metro.state.Position;
import metro.state.RejectReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a submission to whoever leads, again and again until there is an answer: a client never
 * loses one because a leader died.
 *
 * <p>Handing the same bytes to two leaders is safe: a lane takes each transaction once, and a
 * refusal because it was taken already is answered with its place.
 */
final class Router implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final long TICK_MS = 25;
  private static final long EXPIRY_MS = 100;
  private static final long MAX_BACKOFF_MS = 1000;

  private final String self;
  private final RaftLog log;
  private final LeaderLoop leader;
  private final Forwarder forwarder;
  private final Chain chain;
  private final WaitingNonces nonces;
  private final long answerTimeoutNanos;
  private final Queue<Journey> waiting = new ConcurrentLinkedQueue<>();
  // Looked through as a whole now and then: cheaper than a timer for each.
  private final Queue<Journey> unanswered = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("router").factory());

  private static final class Journey {
    final Submission submission;
    final CompletableFuture<Answer> result = new CompletableFuture<>();
    final long endNanos;
    int attempts;
    long notBeforeNanos;
    volatile boolean maybeOrdered;
    volatile boolean onItsWay;

    Journey(Submission submission, long endNanos) {
      this.submission = submission;
      this.endNanos = endNanos;
    }
  }

  Router(
      String self,
      RaftLog log,
      LeaderLoop leader,
      Forwarder forwarder,
      Chain chain,
      WaitingNonces nonces,
      IngressLimits limits) {
    this.self = self;
    this.log = log;
    this.leader = leader;
    this.forwarder = forwarder;
    this.chain = chain;
    this.nonces = nonces;
    this.answerTimeoutNanos = limits.answerTimeout().toNanos();
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(() -> retry(false), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    var _ = timer.scheduleWithFixedDelay(this::expire, EXPIRY_MS, EXPIRY_MS, TimeUnit.MILLISECONDS);
    log.addLeadershipListener(
        new RaftLog.LeadershipListener() {
          @Override
          public void onLeader() {
            leaderChanged(Optional.empty());
          }

          @Override
          public void onFollower(Optional<String> name) {
            leaderChanged(name);
          }
        });
  }

  private void leaderChanged(Optional<String> name) {
    try {
      timer.execute(() -> {
        forwarder.abandonExcept(name);
        retry(true);
      });
    } catch (RejectedExecutionException e) {
      // This member is closing: nobody waits any more.
    }
  }

  /** Completes with an answer, soon after the answer timeout at the latest. */
  CompletableFuture<Answer> route(Submission submission) {
    Journey journey = new Journey(submission, System.nanoTime() + answerTimeoutNanos);
    unanswered.add(journey);
    attempt(journey);
    return journey.result;
  }

  private void expire() {
    long nanos = System.nanoTime();
    unanswered.removeIf(j -> {
      boolean isDue = nanos - j.endNanos >= 0;
      if (isDue) {
        // What depends on it must not hold up the others.
        j.result.completeAsync(() -> timedOut(j));
      }
      return isDue || j.result.isDone();
    });
  }

  private static Answer timedOut(Journey journey) {
    return journey.maybeOrdered || journey.onItsWay
        ? new Answer.Unknown()
        : Answer.Refused.of(RejectReason.NOT_LEADER);
  }

  /** Hands the submission to this member only. */
  CompletableFuture<Verdict> here(Submission submission) {
    return leader.submit(submission).thenApply(v -> settle(submission, v));
  }

  private void attempt(Journey journey) {
    journey.attempts++;
    Optional<String> target = log.isLeader() ? Optional.of(self) : log.leaderName();
    if (target.isEmpty()) {
      later(journey);
      return;
    }
    boolean local = target.get().equals(self);
    journey.onItsWay = true;
    CompletableFuture<Verdict> verdict =
        local
            ? leader.submit(journey.submission)
            : forwarder.forward(target.get(), journey.submission);
    var _ = verdict.whenComplete((v, error) -> arrived(journey, v, error));
  }

  private void arrived(Journey journey, @Nullable Verdict verdict, @Nullable Throwable error) {
    if (verdict == null) {
      LOG.error("handing over a submission failed", error);
    }
    journey.onItsWay = false;
    switch (settle(journey.submission, verdict == null ? new Verdict.Lost() : verdict)) {
      case Verdict.Answered a when isOvertaken(journey.submission, a.answer()) -> later(journey);
      case Verdict.Answered a -> journey.result.complete(a.answer());
      case Verdict.NotLeading _ -> later(journey);
      case Verdict.Lost _ -> {
        journey.maybeOrdered = true;
        later(journey);
      }
    }
  }

  /** Looks the submission up where the verdict leaves open whether it was ordered before. */
  private Verdict settle(Submission submission, Verdict verdict) {
    boolean open =
        switch (verdict) {
          case Verdict.Lost _ -> true;
          case Verdict.NotLeading _ -> false;
          case Verdict.Answered a -> a.answer() instanceof Answer.Refused r && maySayTwice(r);
        };
    return open ? ordered(submission).<Verdict>map(Verdict.Answered::new).orElse(verdict) : verdict;
  }

  /**
   * Whether it was refused only because what comes before it, still on its way through this member,
   * arrives after it: so it is when leadership moves under a pipelining sender. What was ordered
   * since the refusal, and waits no longer, counts too.
   */
  private boolean isOvertaken(Submission submission, Answer answer) {
    if (!(answer instanceof Answer.Refused r) || r.reason() != RejectReason.NONCE_TOO_HIGH) {
      return false;
    }
    SignedTransaction leg = submission.legs().get(r.leg());
    long next = chain.view().ledger().lane(leg.chainId(), leg.sender()).next();
    long free = nonces.firstFree(leg.chainId(), leg.sender(), Math.max(next, r.expectedNonce()));
    return r.expectedNonce() < leg.nonce() && free > leg.nonce();
  }

  private static boolean maySayTwice(Answer.Refused refused) {
    return switch (refused.reason()) {
      case ALREADY_KNOWN, NONCE_TOO_LOW, NONCE_REUSED_TOO_SOON, NONCE_SLOTS_FULL -> true;
      default -> false;
    };
  }

  /** Where all its transactions stand, side by side; empty when they do not. */
  private Optional<Answer> ordered(Submission submission) {
    List<Outcome.Charged> legs = new ArrayList<>();
    for (SignedTransaction leg : submission.legs()) {
      Optional<Position> at = chain.locate(leg.id());
      if (at.isEmpty()
          || (!legs.isEmpty() && at.get().seq() != legs.getLast().position().seq() + 1)) {
        return Optional.empty();
      }
      legs.add(new Outcome.Charged(at.get(), 0, Address.ZERO));
    }
    return Optional.of(new Answer.Ordered(legs));
  }

  private void later(Journey journey) {
    long backoffMs = Math.min(MAX_BACKOFF_MS, TICK_MS << Math.min(journey.attempts, 10));
    journey.notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoffMs);
    waiting.add(journey);
  }

  private void retry(boolean now) {
    boolean someoneLeads = log.isLeader() || log.leaderName().isPresent();
    List<Journey> due = new ArrayList<>();
    long nanos = System.nanoTime();
    waiting.removeIf(j -> {
      boolean take = j.result.isDone() || (someoneLeads && (now || j.notBeforeNanos - nanos <= 0));
      if (take && !j.result.isDone()) {
        due.add(j);
      }
      return take;
    });
    due.sort(Comparator.comparingLong(j -> j.submission.legs().getFirst().nonce()));
    due.forEach(this::attempt);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    unanswered.forEach(j -> j.result.complete(timedOut(j)));
  }
}
