package metro.rollup.soft;

import java.time.InstantSource;
import metro.rollup.Limits;
import metro.rollup.chain.RollupChain;
import metro.rollup.evidence.EvidenceStore;
import metro.state.RollupId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream open to some member, always from the chain's own next number on; another member
 * takes over when one fails, falls silent or lies. Never fails on what a member says.
 */
public final class SoftFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SoftFollower.class);

  private final RollupId rollup;
  private final MemberPool pool;
  private final RollupChain chain;
  private final CommitteeTrust trust;
  private final CertificateMemory certificates;
  private final EvidenceStore evidence;
  private final InstantSource clock;
  private final SoftProgress progress = new SoftProgress();
  private final Thread thread;

  /** A follower; {@link #start} begins. */
  public SoftFollower(
      RollupId rollup,
      MemberPool pool,
      RollupChain chain,
      CommitteeTrust trust,
      CertificateMemory certificates,
      EvidenceStore evidence,
      InstantSource clock) {
    this.rollup = rollup;
    this.pool = pool;
    this.chain = chain;
    this.trust = trust;
    this.certificates = certificates;
    this.evidence = evidence;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("soft-follower-" + rollup).unstarted(this::follow);
  }

  /** Starts following. */
  public void start() {
    thread.start();
  }

  /** How it goes. */
  public SoftProgress progress() {
    return progress;
  }

  private void follow() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        MemberPool.Choice choice = pool.next();
        Thread.sleep(choice.delay());
        session(choice.member());
      }
    } catch (InterruptedException e) {
      LOG.debug("rollup {}: following ends", rollup);
    } catch (RuntimeException e) {
      LOG.error("rollup {}: following stopped because of a bug or a failing disk", rollup, e);
    }
  }

  private void session(Member member) throws InterruptedException {
    while (once(member) instanceof FollowSession.End.Again(String reason)) {
      LOG.info(
          "rollup {}: asking member {} for everything since the last certificate: {}",
          rollup,
          member,
          reason);
    }
  }

  private FollowSession.End once(Member member) throws InterruptedException {
    long before = chain.tips().soft().number();
    progress.sessions.increment();
    progress.connectedTo = member.toString();
    FollowSession session =
        new FollowSession(rollup, member, chain, trust, certificates, evidence, clock, progress);
    FollowSession.End end = session.run();
    progress.connectedTo = "";
    if (chain.tips().soft().number() > before) {
      pool.succeeded(member);
    }
    switch (end) {
      case FollowSession.End.Again _ -> {}
      case FollowSession.End.Restart() ->
          LOG.info("rollup {}: the DA layer reorganised the chain, following again", rollup);
      case FollowSession.End.Lost(String reason) -> {
        pool.failed(member);
        LOG.info("rollup {}: leaving member {}: {}", rollup, member, reason);
      }
      case FollowSession.End.Lied(String reason) -> {
        progress.lies.increment();
        pool.lied(member);
        LOG.warn("rollup {}: dropping member {}: {}", rollup, member, reason);
      }
    }
    return end;
  }

  /** Ends the stream and waits for the thread. */
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
