package metro.rollup.soft;

import io.grpc.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.rollup.Limits;
import metro.rollup.chain.RollupChain;
import metro.rollup.chain.SoftResult;
import metro.rollup.chain.Tips;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.evidence.Fault;
import metro.soft.Certificate;
import metro.soft.CertificateVerifier;
import metro.soft.Verdict;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.Encoder;
import metro.state.MalformedException;
import metro.state.RollupBlock;
import metro.state.RollupId;
import metro.wire.Certified;
import metro.wire.ClosedSecond;
import metro.wire.FollowBlock;
import metro.wire.FollowUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream from one member: every message is checked and handed to the chain until the stream
 * ends or says something that cannot be true. Used by one thread, once.
 */
final class FollowSession {
  /** Why a session is over. */
  sealed interface End {
    /** The member cannot serve now, or says nothing. */
    record Lost(String reason) implements End {}

    /** The member said what cannot be true. */
    record Lied(String reason) implements End {}

    /** It does not fit what another member said before: ask this one for all of it. */
    record Again(String reason) implements End {}

    /** The chain was reorganised under the stream: start again anywhere. */
    record Restart() implements End {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(FollowSession.class);

  private final RollupId rollup;
  private final Member member;
  private final RollupChain chain;
  private final CommitteeTrust trust;
  private final CertificateMemory certificates;
  private final EvidenceStore evidence;
  private final InstantSource clock;
  private final SoftProgress progress;

  private final Tips start;
  private Optional<Pending> ahead = Optional.empty();
  private Instant certifiedAt;

  /** A checked statement about a head that has not been reached yet; only the newest is kept. */
  private record Pending(
      Statements.Claim claim, BlockHeader header, Optional<Certificate> certificate) {}

  FollowSession(
      RollupId rollup,
      Member member,
      RollupChain chain,
      CommitteeTrust trust,
      CertificateMemory certificates,
      EvidenceStore evidence,
      InstantSource clock,
      SoftProgress progress) {
    this.rollup = rollup;
    this.member = member;
    this.chain = chain;
    this.trust = trust;
    this.certificates = certificates;
    this.evidence = evidence;
    this.clock = clock;
    this.progress = progress;
    this.start = chain.tips();
    this.certifiedAt = clock.instant();
  }

  /** Follows until the end. */
  End run() throws InterruptedException {
    var call = member.follow(rollup, start.soft().number() + 1);
    try (UpdateReader reader = new UpdateReader(call, this::announce)) {
      while (true) {
        Optional<End> end =
            switch (reader.next()) {
              case UpdateReader.Next.Update(FollowUpdate update) -> take(update);
              case UpdateReader.Next.End(String reason) -> Optional.of(new End.Lost(reason));
            };
        if (end.isPresent()) {
          return end.get();
        }
      }
    }
  }

  /** On the reader's thread: the chain may begin with what needs no order. */
  private void announce(FollowUpdate update) {
    if (update.hasBlock()) {
      try {
        chain.announce(Statements.block(rollup, update.getBlock()));
      } catch (MalformedException e) {
        LOG.debug("{} sent a malformed block, which ends the session in its turn", member, e);
      }
    }
  }

  private Optional<End> take(FollowUpdate update) {
    if (chain.tips().generation() != start.generation()) {
      return Optional.of(new End.Restart());
    }
    try {
      Optional<End> end =
          switch (update.getUpdateCase()) {
            case BLOCK -> block(update.getBlock());
            case CLOSED -> closed(update.getClosed());
            case CERTIFIED -> certified(update.getCertified());
            case POSTED -> posted(update);
            case UPDATE_NOT_SET -> Optional.empty(); // a kind of a later version
          };
      return end.isPresent() ? end : stalled();
    } catch (MalformedException e) {
      return broken(String.valueOf(e.getMessage()));
    }
  }

  private Optional<End> block(FollowBlock message) {
    RollupBlock block = Statements.block(rollup, message);
    return switch (chain.append(block)) {
      case SoftResult.Accepted() -> {
        progress.blocks.increment();
        yield retryAhead();
      }
      case SoftResult.Known() -> Optional.empty();
      case SoftResult.Refused(String reason) -> disagrees(reason);
      case SoftResult.Ahead(), SoftResult.Contradiction _ ->
          throw new IllegalStateException("the chain answered a block with a head's answer: a bug");
    };
  }

  private Optional<End> closed(ClosedSecond message) {
    BlockHeader header = Statements.header(message.getHeader());
    Statements.Claim claim = Statements.claim(rollup, message.getHead());
    Optional<End> wrong = wrongHeader(header, claim);
    return wrong.isPresent() ? wrong : apply(new Pending(claim, header, Optional.empty()));
  }

  private Optional<End> certified(Certified message) {
    if (message.getCertificate().size() > Certificate.MAX_SIZE) {
      return broken("certificate has " + message.getCertificate().size() + " bytes");
    }
    Certificate certificate = Certificate.decode(message.getCertificate().toByteArray());
    Statements.Claim claim = Statements.claim(rollup, message.getHead());
    if (trust.check(certificate, this::nextCommittee)
        instanceof Verdict.Invalid(Verdict.Reason reason, String detail)) {
      return broken("certificate is not valid: " + reason + ", " + detail);
    }
    Optional<End> wrong = wrongHeader(certificate.header(), claim);
    return wrong.isPresent()
        ? wrong
        : apply(new Pending(claim, certificate.header(), Optional.of(certificate)));
  }

  private Optional<End> posted(FollowUpdate update) {
    progress.postedBatch = update.getPosted().getBatch();
    progress.postedDaHeight = update.getPosted().getDaHeight();
    return Optional.empty();
  }

  private Optional<End> wrongHeader(BlockHeader header, Statements.Claim claim) {
    if (header.committee() != trust.committee().chainId()) {
      return broken("header is of committee " + header.committee());
    }
    Verdict path = CertificateVerifier.verifyPath(header, claim.head(), claim.path());
    return path instanceof Verdict.Invalid(Verdict.Reason _, String detail)
        ? broken(detail)
        : Optional.empty();
  }

  private Optional<End> apply(Pending statement) {
    progress.toldNumber = statement.claim().head().number();
    long timeMs = statement.header().timeMs();
    SoftResult result =
        statement.certificate().isPresent()
            ? chain.certify(statement.claim().head(), timeMs)
            : chain.closedBy(statement.claim().head(), timeMs);
    return switch (result) {
      case SoftResult.Accepted() -> {
        statement.certificate().ifPresent(certificate -> accepted(statement, certificate));
        yield Optional.empty();
      }
      case SoftResult.Known() -> Optional.empty();
      case SoftResult.Ahead() -> {
        if (statement.certificate().isPresent() || ahead.isEmpty()) {
          ahead = Optional.of(statement);
        }
        yield Optional.empty();
      }
      case SoftResult.Refused(String reason) -> disagrees(reason);
      case SoftResult.Contradiction contradiction -> contradicts(statement, contradiction);
    };
  }

  private void accepted(Pending statement, Certificate certificate) {
    certificates.remember(statement.claim().head().number(), certificate);
    certifiedAt = clock.instant();
    progress.certifiedHeight = certificate.height();
  }

  private Optional<End> retryAhead() {
    Optional<Pending> waiting =
        ahead.filter(p -> p.claim().head().number() <= chain.tips().soft().number());
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    ahead = Optional.empty();
    return apply(waiting.get());
  }

  /**
   * The blocks lead elsewhere than the statement. Under a certificate the blocks are wrong, or, if
   * these were certified too, the committee is; without one nobody knows yet.
   */
  private Optional<End> contradicts(Pending statement, SoftResult.Contradiction it) {
    String reason = "blocks lead to %s, the header names %s".formatted(it.computed(), it.claimed());
    if (statement.certificate().isPresent()) {
      evidence.record(fault(statement, statement.certificate().get(), it));
      return it.wasCertified() ? Optional.of(new End.Lied(reason)) : takeBack(reason);
    }
    return it.wasCertified() ? broken(reason) : disagrees(reason);
  }

  /** The statement does not fit what is not certified yet. */
  private Optional<End> disagrees(String reason) {
    evidence.record(new Fault.BrokenStatement(member.toString(), reason));
    return takeBack(reason);
  }

  /**
   * Takes back all blocks since the last certificate, to fetch them again. The member is to blame
   * when all of them came from it; otherwise it is asked for all of them, and that will tell.
   */
  private Optional<End> takeBack(String reason) {
    boolean allFromHere = allFromHere();
    chain.revertToCertified();
    return Optional.of(allFromHere ? new End.Lied(reason) : new End.Again(reason));
  }

  /** Whether all that is not certified, blocks and ends of seconds, came from this stream. */
  private boolean allFromHere() {
    Tips now = chain.tips();
    return now.certified().number() >= start.soft().number()
        && now.safe().number() >= start.latest().number();
  }

  private Fault fault(Pending statement, Certificate certificate, SoftResult.Contradiction it) {
    Bytes encoded = Bytes.wrap(certificate.encode());
    if (it.wasCertified()) {
      return new Fault.TwoCertificates(
          it.computed(), certificates.covering(it.computed().number()), it.claimed(), encoded);
    }
    Encoder path = new Encoder();
    statement.claim().path().encode(path);
    return new Fault.ContradictsCertificate(
        member.toString(), it.computed(), it.claimed(), encoded, Bytes.wrap(path.toBytes()));
  }

  private Optional<End> stalled() {
    Tips tips = chain.tips();
    if (tips.soft().number() == tips.certified().number()) {
      certifiedAt = clock.instant();
    }
    Duration waited = Duration.between(certifiedAt, clock.instant());
    return waited.compareTo(Limits.SILENCE) > 0
        ? Optional.of(new End.Lost("blocks without a certificate for " + waited.toSeconds() + " s"))
        : Optional.empty();
  }

  private Optional<Committee> nextCommittee() {
    try {
      return Optional.of(Committee.decode(member.committee().getCommittee().toByteArray()));
    } catch (StatusException | MalformedException e) {
      return Optional.empty();
    }
  }

  /** The statement does not hold by itself. */
  private Optional<End> broken(String reason) {
    evidence.record(new Fault.BrokenStatement(member.toString(), reason));
    return Optional.of(new End.Lied(reason));
  }
}
