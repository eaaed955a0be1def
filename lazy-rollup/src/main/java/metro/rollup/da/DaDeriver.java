package metro.rollup.da;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metro.da.DaException;
import metro.da.DaLayer;
import metro.da.batch.BatchMetadata;
import metro.ethereum.Bytes;
import metro.rollup.Limits;
import metro.rollup.RollupConfig.DaConfig;
import metro.rollup.chain.ChainStore;
import metro.rollup.chain.FinalResult;
import metro.rollup.chain.RollupChain;
import metro.rollup.chain.Second;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.evidence.Fault;
import metro.rollup.soft.CertificateMemory;
import metro.rollup.soft.CommitteeTrust;
import metro.state.RollupId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the DA layer from its cursor on and makes final what it proves. The cursor is stored
 * after the chain: after a crash in between the same seconds are derived again and found equal. A
 * gap or a contradiction of what is final ends the derivation, loudly; everything else is tried
 * again.
 */
public final class DaDeriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DaDeriver.class);
  private static final String CURSOR = "da";
  private static final long STORE_EVERY_HEIGHTS = 64;

  private final RollupId rollup;
  private final DaLayer da;
  private final DaConfig config;
  private final RollupChain chain;
  private final ChainStore store;
  private final CommitteeTrust trust;
  private final CertificateMemory certificates;
  private final EvidenceStore evidence;
  private final BatchChain batches;
  private final Thread thread;
  private volatile DaProgress progress;

  /** A deriver that goes on where the store's cursor stands; {@link #start} begins. */
  public DaDeriver(
      RollupId rollup,
      DaLayer da,
      DaConfig config,
      RollupChain chain,
      ChainStore store,
      CommitteeTrust trust,
      CertificateMemory certificates,
      EvidenceStore evidence) {
    this.rollup = rollup;
    this.da = da;
    this.config = config;
    this.chain = chain;
    this.store = store;
    this.trust = trust;
    this.certificates = certificates;
    this.evidence = evidence;
    DaCursor cursor = cursor();
    this.batches = new BatchChain(rollup, cursor);
    this.progress =
        new DaProgress(
            cursor.nextDaHeight() - 1,
            cursor.batch(),
            cursor.toHeight(),
            0,
            0,
            "",
            Optional.empty());
    this.thread = Thread.ofVirtual().name("da-deriver-" + rollup).unstarted(this::derive);
  }

  /** The stored cursor, unless it is ahead of a chain that was restored from somewhere else. */
  private DaCursor cursor() {
    DaCursor start = DaCursor.start(config.start().value(), rollup);
    Optional<DaCursor> stored = store.cursor(CURSOR).map(DaCursor::decode);
    boolean isAhead =
        stored
            .filter(it ->
                it.head().number() > chain.tips().finalized().number()
                    || it.forcedFinal() > chain.finalForced())
            .isPresent();
    if (isAhead) {
      LOG.warn("rollup {}: the chain is behind the DA cursor, deriving all again", rollup);
      chain.resetForced();
      return start;
    }
    return stored.orElse(start);
  }

  /** Starts deriving. */
  public void start() {
    thread.start();
  }

  /** How it goes. */
  public DaProgress progress() {
    return progress;
  }

  private void derive() {
    Duration wait = Limits.FIRST_BACKOFF;
    try (DaReader reader = new DaReader(rollup, da, config, batches.cursor().nextDaHeight())) {
      while (progress.halted().isEmpty()) {
        try {
          take(reader.next());
          wait = Limits.FIRST_BACKOFF;
        } catch (DaException e) {
          if (e.kind() == DaException.Kind.TIMEOUT || e.kind() == DaException.Kind.FUTURE_HEIGHT) {
            LOG.debug("rollup {}: {}", rollup, e.getMessage());
          } else {
            LOG.warn("rollup {}: DA layer: {}: {}", rollup, e.kind(), e.getMessage());
          }
          note(
              progress.seconds(),
              progress.reorganisations(),
              e.kind() + ": " + e.getMessage(),
              Optional.empty());
          Thread.sleep(wait);
          wait =
              wait.multipliedBy(2).compareTo(Limits.LONGEST_BACKOFF) < 0
                  ? wait.multipliedBy(2)
                  : Limits.LONGEST_BACKOFF;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("rollup {}: deriving ends", rollup);
    } catch (RuntimeException e) {
      LOG.error("rollup {}: deriving from the DA layer stopped", rollup, e);
      halt(String.valueOf(e.getMessage()));
    }
  }

  private void take(DaContent content) {
    DaCursor before = batches.cursor();
    ForcedSchedule.Added forced =
        before
            .forced()
            .add(
                content.header(),
                content.forced(),
                config.forcedInclusionDelay(),
                chain.blockGasLimit());
    chain.addForced(forced.transactions());
    switch (batches.take(content, trust.committee())) {
      case BatchChain.Step.Gap(String explanation) -> {
        LOG.error("rollup {}: deriving from the DA layer stops at a gap: {}", rollup, explanation);
        halt(explanation);
      }
      case BatchChain.Step.Taken(
              List<BatchMetadata> taken,
              List<Second> seconds,
              long completeBefore) -> {
        taken.forEach(metadata -> trust.check(metadata.certificate(), Optional::empty));
        finish(content, taken, seconds, Math.max(completeBefore, givenUpBefore(content)));
        batches.forced(forced.after(), chain.finalForced());
        boolean isDue = !taken.isEmpty() || before.nextDaHeight() % STORE_EVERY_HEIGHTS == 0;
        if (isDue) {
          store.putCursor(CURSOR, batches.cursor().encode());
          store.dropForcedBelow(batches.cursor().forcedFinal());
        }
      }
    }
  }

  /** What was due a second delay ago does not wait any longer for a committee that is silent. */
  private long givenUpBefore(DaContent content) {
    long seconds = content.header().time().getEpochSecond();
    return seconds - config.forcedInclusionDelay().toSeconds() + 1;
  }

  private void finish(
      DaContent content, List<BatchMetadata> taken, List<Second> seconds, long completeBefore) {
    long reorganisations = progress.reorganisations();
    long daHeight = content.header().height().value();
    for (FinalResult result : chain.finalizeSeconds(seconds, daHeight, completeBefore)) {
      if (result instanceof FinalResult.Replaced it) {
        reorganisations++;
        LOG.warn(
            "rollup {}: forced transactions come earlier than the soft chain had them, {} blocks"
                + " were taken back",
            rollup,
            it.reverted());
      }
      if (result instanceof FinalResult.Reorganised it) {
        reorganisations++;
        Bytes proof = Bytes.wrap(taken.getLast().certificate().encode());
        evidence.record(
            new Fault.ContradictsDaLayer(
                it.soft(),
                certificates.covering(it.soft().number()),
                it.proven(),
                daHeight,
                proof));
        LOG.error(
            "rollup {}: the DA layer contradicts the soft chain, {} blocks were taken back",
            rollup,
            it.reverted());
      }
    }
    note(progress.seconds() + seconds.size(), reorganisations, "", Optional.empty());
  }

  private void halt(String why) {
    note(progress.seconds(), progress.reorganisations(), "", Optional.of(why));
  }

  private void note(long seconds, long reorganisations, String trouble, Optional<String> halted) {
    DaCursor cursor = batches.cursor();
    progress =
        new DaProgress(
            cursor.nextDaHeight() - 1,
            cursor.batch(),
            cursor.toHeight(),
            seconds,
            reorganisations,
            trouble,
            halted);
  }

  /** Ends deriving and waits for the thread. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Limits.CALL_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
