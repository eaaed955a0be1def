package metro.node.ingress;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import metro.node.chain.Chain;
import metro.node.ingress.Pipeline.Flight;
import metro.node.log.ProposeException;
import metro.node.log.RaftLog;
import metro.state.ApplyResult;
import metro.state.LedgerView;
import metro.state.Outcome;
import metro.state.RejectReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's own work: one thread that takes submissions into the pool and cuts proposals as soon
 * as the pipeline has room. Nothing waits for a timer while there is room and something to order.
 *
 * <p>While this member does not lead, every submission is answered with {@link Verdict.NotLeading},
 * and so is everything that waits when it stops to lead.
 */
public final class LeaderLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLoop.class);
  private static final int MAX_DRAINED = 4096;
  private static final long IDLE_WAIT_MS = 1000;

  private final RaftLog log;
  private final Chain chain;
  private final InstantSource clock;
  private final Replies replies;
  private final Pool pool;
  private final Pipeline pipeline;
  private final BlockBuilder builder;
  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private final AtomicInteger queuedSubmissions = new AtomicInteger();
  private final int maxQueued;
  private final LongAdder proposals = new LongAdder();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile int waiting;
  private boolean leading;

  /**
   * Starts when told to.
   *
   * @param committee primary chain id
   * @param clock leader time
   * @param answers runs what depends on answers
   * @param pressure slows intake while the DA layer is behind
   */
  public LeaderLoop(
      RaftLog log,
      Chain chain,
      IngressLimits limits,
      long committee,
      InstantSource clock,
      Executor answers,
      BackPressure pressure) {
    this.log = log;
    this.chain = chain;
    this.clock = clock;
    this.replies = new Replies(answers);
    this.pool = new Pool(limits, committee, replies, pressure);
    this.pipeline = new Pipeline(chain, limits.maxProposalsInFlight());
    this.builder = new BlockBuilder(pool, pipeline, limits.proposalBytes(), pressure);
    this.maxQueued = limits.maxInFlight();
    this.thread = Thread.ofPlatform().daemon().name("pool").unstarted(this::run);
  }

  /** Starts the thread and listens for leadership. */
  public void start() {
    thread.start();
    log.addLeadershipListener(
        new RaftLog.LeadershipListener() {
          @Override
          public void onLeader() {
            mailbox.add(LeaderLoop.this::lead);
          }

          @Override
          public void onFollower(Optional<String> leader) {
            mailbox.add(() -> resign(leader));
          }
        });
  }

  /** Hands a submission over. Completes on the executor of answers. */
  CompletableFuture<Verdict> submit(Submission submission) {
    if (queuedSubmissions.incrementAndGet() > maxQueued) {
      queuedSubmissions.decrementAndGet();
      return CompletableFuture.completedFuture(
          Verdict.refused(Answer.Refused.of(RejectReason.OVERLOADED)));
    }
    CompletableFuture<Verdict> reply = new CompletableFuture<>();
    mailbox.add(() -> {
      queuedSubmissions.decrementAndGet();
      take(submission, reply);
    });
    return reply;
  }

  /** Proposals made since the start. */
  public long proposals() {
    return proposals.sum();
  }

  /** Submissions waiting in the pool. */
  public int waiting() {
    return waiting;
  }

  @Override
  public void close() {
    stopped = true;
    mailbox.add(() -> resign(Optional.empty()));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        turn();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.error("the pool failed and starts again empty", e);
        pool.clear(new Verdict.Lost());
        replies.flush();
      }
    }
    pool.clear(new Verdict.NotLeading(Optional.empty()));
    replies.flush();
  }

  private void turn() throws InterruptedException {
    Runnable message = mailbox.poll(waitMs(), TimeUnit.MILLISECONDS);
    for (int i = 0; message != null && i < MAX_DRAINED; i++) {
      message.run();
      message = mailbox.poll();
    }
    if (message != null) {
      message.run();
    }
    if (leading) {
      pool.expire(new LedgerView(pipeline.tip()), pipeline.nextHeight(), clock.millis());
      while (pipeline.hasRoom(pool.bytes()) && proposeNext()) {
        proposals.increment();
      }
    }
    waiting = pool.size();
    replies.flush();
  }

  private long waitMs() {
    if (!leading) {
      return IDLE_WAIT_MS;
    }
    long dueMs = Math.min(pool.nextDeadlineMs(), builder.closingDueMs());
    dueMs = Math.min(dueMs, builder.heldBackUntilMs());
    return Math.clamp(dueMs - clock.millis(), 1, IDLE_WAIT_MS);
  }

  private boolean proposeNext() {
    long nowMs = clock.millis();
    Optional<Flight> flight = builder.build(nowMs).or(() -> builder.close(nowMs));
    flight.ifPresent(this::propose);
    return flight.isPresent();
  }

  private void propose(Flight flight) {
    CompletableFuture<ApplyResult> outcome = log.propose(flight.proposal());
    if (outcome.isCompletedExceptionally()) {
      pipeline.grounded();
    }
    var _ =
        outcome.whenComplete((result, error) -> mailbox.add(() -> landed(flight, result, error)));
  }

  private void take(Submission submission, CompletableFuture<Verdict> reply) {
    if (!leading) {
      replies.add(reply, new Verdict.NotLeading(log.leaderName()));
      return;
    }
    long nowMs = clock.millis();
    Entry entry = new Entry(submission, nowMs, reply);
    pool.add(entry, new LedgerView(pipeline.tip()), pipeline.nextHeight(), nowMs);
  }

  private void landed(Flight flight, @Nullable ApplyResult result, @Nullable Throwable error) {
    if (result == null) {
      pipeline.lost(flight);
      Verdict verdict = verdict(error);
      flight.entries().forEach(e -> replies.add(e.reply, verdict));
      return;
    }
    pipeline.landed(flight, result);
    for (int i = 0; i < flight.entries().size(); i++) {
      Entry entry = flight.entries().get(i);
      switch (result.outcomes().get(i)) {
        case Outcome.Accepted a ->
            replies.add(entry.reply, new Verdict.Answered(new Answer.Ordered(a.legs())));
        case Outcome.Rejected r -> replies.refuse(entry, Answer.Refused.of(r));
      }
    }
  }

  private static Verdict verdict(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof ProposeException.NotLeader n) {
      return new Verdict.NotLeading(n.suggested());
    }
    if (!(cause instanceof ProposeException.OutcomeUnknown)) {
      LOG.error("the log failed in a way it must not", cause);
    }
    return new Verdict.Lost();
  }

  private void lead() {
    leading = true;
    LOG.info("leading from height {}", chain.height());
  }

  private void resign(Optional<String> leader) {
    leading = false;
    pool.clear(new Verdict.NotLeading(leader));
  }
}
