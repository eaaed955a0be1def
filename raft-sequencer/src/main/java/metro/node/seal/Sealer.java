package metro.node.seal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import metro.node.chain.Chain;
import metro.node.chain.ChainListener;
import metro.node.store.StoreException;
import metro.soft.Certificate;
import metro.soft.GuardDecision;
import metro.soft.SignerException;
import metro.soft.SigningGuard;
import metro.soft.SigningSchedule;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs what this member applied: checks every transaction's signature of each block, the leader's
 * clock, and the guard; then releases the commit. Works behind applying and never holds it up: when
 * behind, one signature covers many blocks. What a majority has certified already is neither
 * checked nor signed again.
 *
 * <p>While a signature waits for the others', what is applied meanwhile waits with it for the next
 * one: so there are as many signatures as the committee has time for, each for all blocks since the
 * certificate before, and checks of many blocks together cost less for each.
 */
public final class Sealer implements AutoCloseable {
  /** How far a leader's clock may be ahead of this member's. */
  public static final Duration MAX_TIME_AHEAD = Duration.ofSeconds(2);

  /**
   * How long a signature may wait for its certificate before the next is made without it: members
   * that are apart, or a majority that is away, must not stop the rest.
   */
  public static final Duration PATIENCE = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
  private static final long RETRY_MS = 200;

  private final Chain chain;
  private final BlockCheck check;
  private final SigningGuard guard;
  private final Commits commits;
  private final Certifier certifier;
  private final InstantSource clock;
  private final Duration patience;
  private final Semaphore work = new Semaphore(0);
  private final Thread thread = Thread.ofPlatform().daemon().name("sealer").unstarted(this::run);
  private volatile boolean stopped;
  private volatile boolean refused;
  private volatile long signedHeight;
  private long checkedHeight;
  private long impatientAtNanos = System.nanoTime();

  /**
   * Starts with {@link #start}.
   *
   * @param patience see {@link #PATIENCE}
   */
  public Sealer(
      Chain chain,
      BlockCheck check,
      SigningGuard guard,
      Commits commits,
      Certifier certifier,
      InstantSource clock,
      Duration patience) {
    this.patience = patience;
    this.chain = chain;
    this.check = check;
    this.guard = guard;
    this.commits = commits;
    this.certifier = certifier;
    this.clock = clock;
  }

  /** Begins to sign. */
  public void start() {
    guard.locked().ifPresent(r -> LOG.warn("this member signs nothing: {}", r.detail()));
    // One below: the newest signature may never have left this process, so it goes out again.
    signedHeight = Math.max(0, guard.height() - 1);
    chain.addListener(
        new ChainListener() {
          @Override
          public void onBlock(Block block, List<Outcome> outcomes) {
            wake();
          }

          @Override
          public void onCertificate(Certificate certificate) {
            wake();
          }

          @Override
          public void onGap(long height) {
            wake();
          }
        });
    thread.start();
    wake();
  }

  /** Up to which height this member has signed. */
  public long signedHeight() {
    return signedHeight;
  }

  /** Whether this member has stopped signing for a reason somebody must look at. */
  public boolean hasRefused() {
    return refused || guard.locked().isPresent();
  }

  @Override
  public void close() {
    stopped = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    work.release();
  }

  private void run() {
    try {
      boolean held = false;
      while (!stopped && !refused) {
        awaitWork(held);
        certifier.applied();
        held = signAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StoreException e) {
      if (!stopped) {
        LOG.error("signing has ended", e);
        refused = true;
      }
    }
  }

  private void awaitWork(boolean held) throws InterruptedException {
    if (held) {
      pause(Math.max(1, TimeUnit.NANOSECONDS.toMillis(impatientAtNanos - System.nanoTime())));
    } else {
      work.acquire();
    }
    work.drainPermits();
  }

  /** Whether the newest signature has no certificate yet and may still get one. */
  private boolean isWaitingForOthers() {
    return signedHeight > certifier.certifiedHeight()
        && signedHeight >= certifier.highestOfPeers()
        && impatientAtNanos - System.nanoTime() > 0;
  }

  /** Signs what there is; whether some of it is held back for now. */
  private boolean signAll() throws InterruptedException {
    while (!stopped && !refused) {
      long done = Math.max(signedHeight, certifier.certifiedHeight());
      long applied = chain.height();
      if (applied <= done) {
        return false;
      }
      if (isWaitingForOthers()) {
        return true;
      }
      long next = SigningSchedule.next(done, applied);
      checkedHeight = Math.max(checkedHeight, done);
      if (isChecked(next)) {
        sign(chain.header(next).orElseThrow());
      }
    }
    return false;
  }

  /** Checks all blocks up to {@code height} that are not checked or certified yet. */
  private boolean isChecked(long height) throws InterruptedException {
    while (checkedHeight < height) {
      List<Block> blocks = unchecked(height);
      Optional<BlockCheck.Forged> forged = check.firstForged(blocks);
      if (forged.isPresent()) {
        refuse(
            "block %d: item %d was not signed by the sender it was charged to; its leader lied"
                .formatted(forged.get().height(), forged.get().item()));
        return false;
      }
      checkedHeight = blocks.getLast().height();
    }
    return true;
  }

  /** The next blocks up to {@code height}, at least one, as many as are checked together. */
  private List<Block> unchecked(long height) {
    List<Block> blocks = new ArrayList<>();
    int items = 0;
    for (long next = checkedHeight + 1; next <= height; next++) {
      Block block = chain.block(next).orElseThrow();
      items += block.items().size();
      if (!blocks.isEmpty() && items > BlockCheck.MAX_ITEMS_TOGETHER) {
        break;
      }
      blocks.add(block);
    }
    return blocks;
  }

  private void sign(BlockHeader header) throws InterruptedException {
    if (isTooEarly(header)) {
      return;
    }
    try {
      switch (guard.sign(header)) {
        case GuardDecision.Signed signed -> {
          commits.release(signed.commit());
          certifier.addOwn(signed.commit());
          impatientAtNanos = System.nanoTime() + patience.toNanos();
          signedHeight = header.height();
        }
        case GuardDecision.Refused r -> refused(header, r);
      }
    } catch (SignerException e) {
      LOG.warn("the signing key cannot be used now, trying again: {}", e.getMessage());
      pause(RETRY_MS);
    }
  }

  private void refused(BlockHeader header, GuardDecision.Refused r) throws InterruptedException {
    switch (r.reason()) {
      // Signed before, perhaps by an earlier life of this process: go on above.
      case NOT_NEWER -> signedHeight = Math.max(header.height(), guard.height());
      case WRITE_FAILED -> {
        LOG.error("height {}: {}", header.height(), r.detail());
        pause(RETRY_MS);
      }
      case CONTRADICTION, WRONG_COMMITTEE, NO_RECORD, RECORD_UNREADABLE -> refuse(r.detail());
    }
  }

  private boolean isTooEarly(BlockHeader header) throws InterruptedException {
    long aheadMs = header.timeMs() - clock.millis() - MAX_TIME_AHEAD.toMillis();
    if (aheadMs <= 0) {
      return false;
    }
    LOG.warn(
        "height {}: the leader's clock is {} ms further ahead than allowed; not signed yet",
        header.height(),
        aheadMs);
    pause(Math.min(aheadMs, RETRY_MS));
    return true;
  }

  /** Waits a little, or until the next block: the caller's loop tries again. */
  private void pause(long ms) throws InterruptedException {
    boolean _ = work.tryAcquire(ms, TimeUnit.MILLISECONDS);
  }

  private void refuse(String why) {
    refused = true;
    LOG.error("this member signs nothing any more: {}", why);
  }
}
