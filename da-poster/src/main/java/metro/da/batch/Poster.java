package metro.da.batch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.SubmitResult;
import metro.state.Block;
import metro.state.LogEntry;
import metro.state.PostingCursor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs {@link PostingPlan} while this member leads. Run it on a thread of its own; it ends when
 * that is interrupted. Everything it must not forget is in the replicated cursor: a new leader's
 * poster goes on from there.
 */
public final class Poster implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Poster.class);

  private final PosterConfig config;
  private final BlockSource source;
  private final PosterLog log;
  private final DaLayer da;
  private final InstantSource clock;
  private final BatchBuilder builder;
  private final BatchFinder finder;

  /**
   * What is known of the batch on its way; forgotten when another one is, or leadership is lost.
   */
  private Optional<Attempt> attempt = Optional.empty();

  private Optional<Batch> lastPrepared = Optional.empty();
  private long daHead;
  private volatile PosterStatus status = PosterStatus.START;
  private volatile Optional<BatchFigures> figures = Optional.empty();

  /**
   * The batch on its way.
   *
   * @param batch rebuilt here, equal to what the log has
   * @param scannedTo looked at up to this DA height
   * @param sighting when found
   * @param submission so far
   */
  private record Attempt(
      Batch batch, long scannedTo, Optional<Sighting> sighting, Submission submission) {
    Attempt scanned(long to) {
      return new Attempt(batch, to, sighting, submission);
    }

    Attempt found(Sighting where) {
      return new Attempt(batch, scannedTo, Optional.of(where), submission);
    }

    Attempt tried(Submission how) {
      return new Attempt(batch, scannedTo, sighting, how);
    }
  }

  /** A poster over this member's state, the log and a DA layer. */
  public Poster(
      PosterConfig config, BlockSource source, PosterLog log, DaLayer da, InstantSource clock) {
    this.config = config;
    this.source = source;
    this.log = log;
    this.da = da;
    this.clock = clock;
    this.builder = new BatchBuilder(source, BatchLimits.targetBytes(da.maxBytes()));
    this.finder = new BatchFinder(da, config.namespaces(), config.signer(), config.readTimeout());
  }

  /** What it is doing; from any thread. */
  public PosterStatus status() {
    return status;
  }

  /** The batch this process made last, in numbers, and why it has its layout; from any thread. */
  public Optional<BatchFigures> figures() {
    return figures;
  }

  /** Works until the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (!step()) {
          Thread.sleep(config.pause());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      LOG.error("posting stops: this member must not go on", e);
      status = status.failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Does one thing; false when there was nothing to do or it failed: pause before the next. */
  public boolean step() throws InterruptedException {
    if (!log.isLeader()) {
      attempt = Optional.empty();
      lastPrepared = Optional.empty();
      status = status.leading(false);
      return false;
    }
    status = status.leading(true);
    try {
      daHead = Math.max(daHead, da.head(config.readTimeout()).height().value());
      PostingCursor cursor = source.cursor();
      follow(cursor);
      PostingAction action = PostingPlan.next(cursor, view(cursor), config.policy());
      boolean progressed = perform(cursor, action);
      status = status.did(action.toString(), daHead);
      return progressed;
    } catch (DaException | BatchException e) {
      LOG.warn("posting has to wait: {}", e.getMessage());
      status = status.failed(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Makes {@link #attempt} that of the cursor's prepared batch. */
  private void follow(PostingCursor cursor) throws BatchException {
    if (cursor.prepared().isEmpty()) {
      attempt = Optional.empty();
      return;
    }
    LogEntry.BatchPrepared prepared = cursor.prepared().get();
    if (attempt.filter(a -> a.batch().is(prepared)).isPresent()) {
      return;
    }
    Optional<Batch> own = lastPrepared.filter(batch -> batch.is(prepared));
    Submission submission =
        own.isPresent() ? new Submission.NotTried() : new Submission.Inherited(daHead);
    Batch batch = own.isPresent() ? own.get() : rebuilt(cursor, prepared);
    attempt = Optional.of(new Attempt(batch, prepared.daHeight(), Optional.empty(), submission));
  }

  private Batch rebuilt(PostingCursor cursor, LogEntry.BatchPrepared prepared)
      throws BatchException {
    Batch batch =
        builder.build(
            prepared.batch(), cursor.postedHash(), prepared.fromHeight(), prepared.toHeight());
    if (!batch.is(prepared)) {
      throw new IllegalStateException(
          "batch "
              + prepared.batch()
              + " is prepared as "
              + prepared.batchHash()
              + " but this member makes "
              + batch.hash()
              + " of the same heights: its blocks differ from the leader's that prepared it");
    }
    return batch;
  }

  private PostingView view(PostingCursor cursor) throws BatchException {
    long certified = source.certifiedHeight();
    long fitting = cursor.postedHeight();
    boolean due = false;
    if (attempt.isEmpty() && certified > cursor.postedHeight()) {
      fitting = builder.fittingHeight(cursor.postedHeight(), certified);
      due = fitting < certified || ageOf(cursor.postedHeight() + 1) >= minAgeMs();
    }
    return new PostingView(
        certified,
        fitting,
        due,
        daHead,
        attempt.map(Attempt::scannedTo).orElse(0L),
        attempt.flatMap(Attempt::sighting),
        attempt.map(Attempt::submission).orElseGet(Submission.NotTried::new));
  }

  private long ageOf(long height) {
    return source.block(height).map(this::ageOf).orElse(Long.MAX_VALUE);
  }

  private long ageOf(Block block) {
    return clock.millis() - block.header().timeMs();
  }

  private long minAgeMs() {
    return config.policy().minAge().toMillis();
  }

  private boolean perform(PostingCursor cursor, PostingAction action)
      throws DaException, BatchException, InterruptedException {
    return switch (action) {
      case PostingAction.Idle idle -> false;
      case PostingAction.Prepare prepare -> prepare(cursor, prepare);
      case PostingAction.Look look -> look(look);
      case PostingAction.Submit submit -> submit();
      case PostingAction.AwaitDa wait -> await(wait);
      case PostingAction.Report report -> report(report.posted());
    };
  }

  private boolean prepare(PostingCursor cursor, PostingAction.Prepare step)
      throws BatchException, InterruptedException {
    Batch batch =
        builder.build(step.batch(), cursor.postedHash(), step.fromHeight(), step.toHeight());
    BatchCheck.requireReadable(batch, blobs(batch), config.namespaces(), da.maxBytes());
    lastPrepared = Optional.of(batch);
    return propose(
        new LogEntry.BatchPrepared(
            step.batch(), step.fromHeight(), step.toHeight(), batch.hash(), step.daHeight()));
  }

  private List<Blob> blobs(Batch batch) {
    PackedBatch packed = PackedBatch.of(batch, config.namespaces(), config.signer());
    if (!figures.equals(Optional.of(packed.figures()))) {
      figures = Optional.of(packed.figures());
      LOG.info("batch {}: {}", packed.figures().batch(), packed.figures().summary());
    }
    return packed.blobs();
  }

  private boolean look(PostingAction.Look step) throws DaException {
    for (long height = step.firstDaHeight(); height <= step.lastDaHeight(); height++) {
      Attempt current = attempt.orElseThrow();
      Optional<Sighting> sighting = finder.find(current.batch(), new DaHeight(height));
      attempt = Optional.of(sighting.map(current::found).orElse(current).scanned(height));
      if (sighting.isPresent()) {
        return true;
      }
    }
    return true;
  }

  private boolean submit() throws BatchException {
    Attempt current = attempt.orElseThrow();
    List<Blob> blobs = blobs(current.batch());
    BatchCheck.requireReadable(current.batch(), blobs, config.namespaces(), da.maxBytes());
    attempt = Optional.of(current.tried(new Submission.InDoubt(daHead)));
    status = status.submitted();
    SubmitResult result = da.submit(blobs, config.submitTimeout());
    LOG.info("batch {} handed to the DA layer: {}", current.batch().metadata().batch(), result);
    Submission now =
        switch (result) {
          case SubmitResult.Included included ->
              new Submission.Claimed(Math.max(daHead, included.height().value()));
          case SubmitResult.Unknown unknown -> new Submission.InDoubt(daHead);
          case SubmitResult.Refused refused -> new Submission.Rejected(daHead);
          case SubmitResult.Unavailable unavailable -> new Submission.Rejected(daHead);
        };
    attempt = Optional.of(current.tried(now));
    return !(now instanceof Submission.Rejected);
  }

  private boolean await(PostingAction.AwaitDa step) throws DaException {
    Duration timeout = config.readTimeout();
    daHead = da.waitForHeight(new DaHeight(step.daHeight()), timeout).height().value();
    return true;
  }

  private boolean report(LogEntry.BatchPosted posted) throws InterruptedException {
    boolean applied = propose(posted);
    if (applied) {
      LOG.info("batch {} is proven at DA height {}", posted.batch(), posted.daHeight());
      status = status.reported();
    }
    return applied;
  }

  /** Whether the entry was applied here; the cursor says what it did. */
  private boolean propose(LogEntry entry) throws InterruptedException {
    try {
      log.propose(entry).get(config.proposeTimeout().toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      status = status.failed("proposal: " + e.getCause());
    } catch (TimeoutException e) {
      status = status.failed("a proposal took more than " + config.proposeTimeout());
    }
    return false;
  }
}
