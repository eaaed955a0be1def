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
import metro.da.Refusal;
import metro.da.Signing;
import metro.da.SigningDaLayer;
import metro.ethereum.Bytes;
import metro.state.Block;
import metro.state.DaTransaction;
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
  private final Packer packer;

  private final Optional<SigningDaLayer> signing;
  private final PostingMeter meter = new PostingMeter();
  private final Carrier carrier;
  private final BatchSize size;
  private Optional<Attempt> attempt = Optional.empty();

  /** What this leader proposed last, so that it knows it again when it is applied. */
  private Optional<Proposed> lastProposed = Optional.empty();

  private long daHead;
  private volatile PosterStatus status = PosterStatus.START;

  private record Proposed(LogEntry.BatchPrepared entry, Batch batch) {}

  /** A poster over this member's state, the log and a DA layer. */
  public Poster(
      PosterConfig config, BlockSource source, PosterLog log, DaLayer da, InstantSource clock) {
    this.config = config;
    this.source = source;
    this.log = log;
    this.da = da;
    this.clock = clock;
    this.builder = new BatchBuilder(source);
    this.packer = new Packer(config);
    this.size = new BatchSize(BatchLimits.targetBytes(da.maxBytes()));
    this.finder = new BatchFinder(da, config.namespaces(), config.signer(), config.readTimeout());
    this.signing = da instanceof SigningDaLayer layer ? Optional.of(layer) : Optional.empty();
    this.carrier = new Carrier(da, config, meter);
  }

  /** What it is doing; from any thread. */
  public PosterStatus status() {
    return status;
  }

  /** The batch this process made last, in numbers, and why it has its layout; from any thread. */
  public Optional<BatchFigures> figures() {
    return packer.figures();
  }

  /** What it did; from any thread. */
  public PostingMeter meter() {
    return meter;
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
      lastProposed = Optional.empty();
      packer.forget();
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
      if (progressed || action instanceof PostingAction.Idle) {
        status = status.fine();
      }
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
    if (attempt.filter(a -> a.prepared().equals(prepared)).isPresent()) {
      return;
    }
    Optional<Proposed> own = lastProposed.filter(p -> p.entry().equals(prepared));
    attempt =
        Optional.of(
            own.isPresent()
                ? Attempt.own(prepared, own.get().batch())
                : Attempt.inherited(
                    prepared, builder.rebuild(prepared, cursor.postedHash()), daHead));
  }

  private PostingView view(PostingCursor cursor) throws BatchException {
    long certified = source.certifiedHeight();
    long fitting = cursor.postedHeight();
    boolean due = false;
    if (attempt.isEmpty() && certified > cursor.postedHeight()) {
      fitting = builder.fittingHeight(cursor.postedHeight(), certified, size.targetBytes());
      due = fitting < certified || ageOf(cursor.postedHeight() + 1) >= minAgeMs();
    } else if (attempt.filter(Attempt::isTooLarge).isPresent()) {
      fitting = smallerThan(attempt.get().prepared());
    }
    return new PostingView(
        certified,
        fitting,
        due,
        daHead,
        attempt.map(Attempt::scannedTo).orElse(0L),
        attempt.flatMap(Attempt::sighting),
        attempt.map(Attempt::submission).orElseGet(Submission.NotTried::new),
        attempt.map(Attempt::quietFrom).orElse(0L),
        attempt.filter(Attempt::isTooLarge).isPresent(),
        signing.isPresent());
  }

  /** The last height of a batch of half the bytes, of one height at least. */
  private long smallerThan(LogEntry.BatchPrepared prepared) throws BatchException {
    long half = builder.bytes(prepared.fromHeight(), prepared.toHeight()) / 2;
    return builder.fittingHeight(
        prepared.fromHeight(), prepared.toHeight(), Math.min(half, size.targetBytes()));
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
      throws DaException, BatchException, InterruptedException {
    Batch batch =
        builder.build(step.batch(), cursor.postedHash(), step.fromHeight(), step.toHeight());
    List<Blob> blobs = packer.pack(batch, da.maxBytes());
    Optional<DaTransaction> transaction = Optional.empty();
    if (signing.isPresent()) {
      transaction = sign(signing.get(), cursor, step, blobs);
      if (transaction.isEmpty()) {
        return false;
      }
    }
    return propose(step, batch, transaction, cursor.prepared().isPresent());
  }

  private boolean propose(
      PostingAction.Prepare step, Batch batch, Optional<DaTransaction> transaction, boolean anew)
      throws InterruptedException {
    LogEntry.BatchPrepared entry =
        new LogEntry.BatchPrepared(
            step.batch(),
            step.fromHeight(),
            step.toHeight(),
            batch.hash(),
            step.daHeight(),
            Bytes.wrap(batch.metadata().certificate().encode()),
            transaction);
    if (anew) {
      meter.preparedAnew();
      LOG.warn("batch {} was not included in time: it is prepared anew", step.batch());
    }
    lastProposed = Optional.of(new Proposed(entry, batch));
    return propose(entry);
  }

  /** A transaction to be written down; empty when the layer would not take it now. */
  private Optional<DaTransaction> sign(
      SigningDaLayer layer, PostingCursor cursor, PostingAction.Prepare step, List<Blob> blobs)
      throws DaException, BatchException {
    DaHeight timeout = new DaHeight(step.daHeight() + config.policy().signedHeights());
    Optional<DaTransaction> former = cursor.prepared().flatMap(LogEntry.BatchPrepared::transaction);
    return switch (layer.sign(blobs, timeout, former, config.readTimeout())) {
      case Signing.Signed signed -> {
        meter.balance(signed.balanceUtia());
        hindered(Optional.empty(), "");
        yield Optional.of(signed.transaction());
      }
      case Signing.Impossible impossible -> {
        meter.refused(impossible.why());
        hindered(Optional.of(impossible.why()), impossible.reason());
        if (impossible.why() == Refusal.TOO_LARGE) {
          size.refused(builder.bytes(step.fromHeight(), step.toHeight()));
        }
        yield Optional.empty();
      }
    };
  }

  /** Says once what stands in the way, and once that nothing does any more. */
  private void hindered(Optional<Refusal> why, String reason) {
    if (!why.equals(status.hindrance())) {
      why.ifPresentOrElse(
          w -> LOG.warn("the DA layer does not take the batch, {}: {}", w, reason),
          () -> LOG.info("nothing hinders posting any more"));
      status = status.hindered(why);
    }
    if (why.isPresent()) {
      status = status.failed(why.get() + ": " + reason);
    }
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

  private boolean submit() throws DaException, BatchException {
    Attempt current = attempt.orElseThrow();
    List<Blob> blobs = packer.pack(current.batch(), da.maxBytes());
    if (current.prepared().transaction().isEmpty()) {
      attempt = Optional.of(current.tried(new Submission.InDoubt(daHead)));
    }
    Submission now = carrier.carry(current, blobs, daHead);
    status = status.submitted();
    attempt = Optional.of(current.tried(now));
    if (now instanceof Submission.Rejected rejected) {
      hindered(Optional.of(rejected.why()), "batch " + current.prepared().batch());
      if (rejected.why() == Refusal.TOO_LARGE) {
        size.refused(builder.bytes(current.prepared().fromHeight(), current.prepared().toHeight()));
      }
      return false;
    }
    return true;
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
      settle(attempt.orElseThrow());
    }
    return applied;
  }

  private void settle(Attempt posted) {
    size.taken();
    packer.forget();
    hindered(Optional.empty(), "");
    signing.ifPresent(
        layer -> posted.prepared().transaction().ifPresent(t -> meter.paid(layer.feeUtia(t))));
    status = status.reported();
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
