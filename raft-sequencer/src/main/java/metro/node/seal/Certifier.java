package metro.node.seal;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Address;
import metro.ethereum.Signature;
import metro.node.log.FailStop;
import metro.node.store.StoredChain;
import metro.soft.Certificate;
import metro.soft.CertificateBuilder;
import metro.soft.SigningGuard;
import metro.soft.SoftCommit;
import metro.state.BlockHeader;
import metro.state.Committee;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes certificates of commits, this member's and its peers'. A certificate is stored and told of
 * only when this member has applied its height, and found the same header there; a majority that
 * signed another header means that this member has diverged, and it stops.
 */
public final class Certifier {
  private static final Logger LOG = LoggerFactory.getLogger(Certifier.class);

  private final CertificateBuilder builder;
  private final StoredChain chain;
  private final Commits commits;
  private final SigningGuard guard;
  private final FailStop failStop;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Certificate> early = Optional.empty();
  private long certifiedHeight;

  /** For the members of {@code committee}. */
  public Certifier(
      Committee committee,
      StoredChain chain,
      Commits commits,
      SigningGuard guard,
      FailStop failStop) {
    this.builder = new CertificateBuilder(committee);
    this.chain = chain;
    this.commits = commits;
    this.guard = guard;
    this.failStop = failStop;
    Optional<Certificate> newest = chain.newestCertificate();
    this.certifiedHeight = newest.map(Certificate::height).orElse(0L);
    newest.ifPresent(c -> remember(committee, c));
  }

  /** A member that was wiped while all others were down is still told what it signed. */
  private void remember(Committee committee, Certificate certificate) {
    Iterator<Signature> signatures = certificate.signatures().iterator();
    for (int i = 0; i < committee.members().size(); i++) {
      if ((certificate.bitmap() & 1 << i) != 0) {
        Address member = committee.members().get(i).address();
        commits.keep(new SoftCommit(certificate.header(), member, signatures.next()));
      }
    }
  }

  /** Height of the newest certificate stored. */
  public long certifiedHeight() {
    lock.lock();
    try {
      return certifiedHeight;
    } finally {
      lock.unlock();
    }
  }

  /** The highest block another member is known to have signed; 0 when none is. */
  public long highestOfPeers() {
    return commits.highestExcept(guard.address());
  }

  /** Takes what this member has just signed. */
  void addOwn(SoftCommit commit) {
    keep(commit, builder.addOwn(commit));
  }

  /** Takes a commit from a peer, which may be anything. */
  public void add(SoftCommit commit) {
    if (commit.member().equals(guard.address())) {
      // Whoever comes second finds the guard raised, and must not go on before the member stops.
      lock.lock();
      try {
        requireKnown(commit);
      } finally {
        lock.unlock();
      }
    }
    keep(commit, builder.add(commit));
  }

  private void keep(SoftCommit commit, CertificateBuilder.Added added) {
    switch (added) {
      case CertificateBuilder.Added.Certified c -> {
        commits.keep(commit);
        offer(c.certificate());
      }
      // Kept even when it came too late to count: its member may need to be reminded of it.
      case CertificateBuilder.Added.Counted _, CertificateBuilder.Added.Superfluous _ ->
          commits.keep(commit);
      case CertificateBuilder.Added.NotAuthentic n ->
          LOG.warn("commit at height {} left out: {}", commit.header().height(), n.detail());
      case CertificateBuilder.Added.Contradicting c ->
          LOG.error("member {} signed two histories: {}", commit.member(), c.evidence());
    }
  }

  /** Stores what waited for this member to apply it. */
  public void applied() {
    lock.lock();
    try {
      early.ifPresent(this::store);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A peer remembers a signature of this member that its guard does not: the disk was wiped, or
   * brought back from an old copy, and with it what was voted and logged. Going on could break
   * promises made before.
   */
  private void requireKnown(SoftCommit own) {
    long known = guard.height();
    if (own.header().height() <= known || !own.isAuthentic()) {
      return;
    }
    try {
      guard.observe(own);
    } catch (IOException e) {
      LOG.warn("the signing guard cannot be written", e);
    }
    failStop.stop(
        "peers hold a signature of this member for height "
            + own.header().height()
            + ", its own guard ends at "
            + known
            + ": its disk was wiped or is an old copy, so it must not vote with what it has. To"
            + " re-join, move its data directory away and run `metro rejoin --config` with this"
            + " member's node.toml (see docs/RELIABILITY.md)",
        new IOException("signing guard is older than what was signed"));
  }

  private void offer(Certificate certificate) {
    lock.lock();
    try {
      if (certificate.height() > certifiedHeight) {
        early = Optional.of(certificate);
        store(certificate);
      }
    } finally {
      lock.unlock();
    }
  }

  private void store(Certificate certificate) {
    Optional<BlockHeader> own = chain.header(certificate.height());
    if (own.isEmpty()) {
      return;
    }
    early = Optional.empty();
    if (!own.get().equals(certificate.header())) {
      failStop.stop(
          "a majority signed another header at height "
              + certificate.height()
              + ": this member's state has diverged. Keep its data and log, and report it",
          new IllegalStateException("own " + own.get() + ", theirs " + certificate.header()));
      return;
    }
    if (certificate.height() > certifiedHeight) {
      certifiedHeight = certificate.height();
      chain.addCertificate(certificate);
    }
  }
}
