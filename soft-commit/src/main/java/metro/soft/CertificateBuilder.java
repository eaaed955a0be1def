package metro.soft;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Signature;
import metro.state.BlockHeader;
import metro.state.Committee;

/**
 * Collects members' commits of one epoch until a majority signed the same header. Members may sign
 * different headers when they sign only the newest they have; a certificate covers all headers
 * before it, so only the newest that reaches a majority counts and older commits are dropped.
 *
 * <p>Memory is bounded by {@link #MAX_COMMITS_PER_MEMBER} for each member: a member that floods
 * displaces only its own commits. Safe for many threads; takes time only to check a signature.
 */
public final class CertificateBuilder {
  /** Commits kept of one member; the oldest goes first. */
  public static final int MAX_COMMITS_PER_MEMBER = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Committee committee;
  private final List<NavigableMap<Long, SoftCommit>> commits = new ArrayList<>();
  private Optional<Certificate> newest = Optional.empty();

  /** A builder for the members of {@code committee}. */
  public CertificateBuilder(Committee committee) {
    this.committee = committee;
    committee.members().forEach(_ -> commits.add(new TreeMap<>()));
  }

  /** What a commit did. */
  public sealed interface Added {
    /**
     * It completed a majority.
     *
     * @param certificate with exactly the signatures needed, of a higher header than any before
     */
    record Certified(Certificate certificate) implements Added {}

    /** It counts, a majority is still missing. */
    record Counted() implements Added {}

    /** It is authentic, but was known, or is at or below the newest certified height. */
    record Superfluous() implements Added {}

    /** It is not an authentic commit of a member for this committee and epoch. */
    record NotAuthentic(String detail) implements Added {}

    /** Its member signed another header of this height; the commit does not count. */
    record Contradicting(Evidence evidence) implements Added {}
  }

  /** Takes a commit from wherever it comes; checks it fully. */
  public Added add(SoftCommit commit) {
    return add(commit, false);
  }

  /** Takes a commit this process has just signed itself: its signature is not checked. */
  public Added addOwn(SoftCommit commit) {
    return add(commit, true);
  }

  private Added add(SoftCommit commit, boolean own) {
    BlockHeader header = commit.header();
    if (header.committee() != committee.chainId() || header.epoch() != committee.epoch()) {
      return new Added.NotAuthentic(
          "committee %d epoch %d instead of committee %d epoch %d"
              .formatted(
                  header.committee(), header.epoch(), committee.chainId(), committee.epoch()));
    }
    int member = indexOf(commit);
    if (member < 0) {
      return new Added.NotAuthentic(commit.member() + " is no member");
    }
    if (isKnown(member, commit)) {
      return new Added.Superfluous();
    }
    return own || commit.isAuthentic()
        ? addAuthentic(member, commit)
        : new Added.NotAuthentic("signature is not of " + commit.member());
  }

  /** The newest certificate made. */
  public Optional<Certificate> newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  private int indexOf(SoftCommit commit) {
    for (int i = 0; i < committee.members().size(); i++) {
      if (committee.members().get(i).address().equals(commit.member())) {
        return i;
      }
    }
    return -1;
  }

  private boolean isKnown(int member, SoftCommit commit) {
    lock.lock();
    try {
      return commit.equals(commits.get(member).get(commit.header().height()));
    } finally {
      lock.unlock();
    }
  }

  private Added addAuthentic(int member, SoftCommit commit) {
    lock.lock();
    try {
      NavigableMap<Long, SoftCommit> own = commits.get(member);
      SoftCommit before = own.putIfAbsent(commit.header().height(), commit);
      if (before != null) {
        return Evidence.DoubleSign.of(before, commit)
            .<Added>map(Added.Contradicting::new)
            .orElseGet(Added.Superfluous::new);
      }
      if (own.size() > MAX_COMMITS_PER_MEMBER) {
        own.pollFirstEntry();
      }
      return isCertified(commit.header().height()) ? new Added.Superfluous() : count(commit);
    } finally {
      lock.unlock();
    }
  }

  private boolean isCertified(long height) {
    return newest.isPresent() && newest.get().height() >= height;
  }

  private Added count(SoftCommit commit) {
    int bitmap = 0;
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < commits.size() && signatures.size() < committee.quorum(); i++) {
      SoftCommit other = commits.get(i).get(commit.header().height());
      if (other != null && other.header().equals(commit.header())) {
        bitmap |= 1 << i;
        signatures.add(other.signature());
      }
    }
    if (signatures.size() < committee.quorum()) {
      return new Added.Counted();
    }
    Certificate certificate = new Certificate(commit.header(), bitmap, signatures);
    newest = Optional.of(certificate);
    return new Added.Certified(certificate);
  }
}
