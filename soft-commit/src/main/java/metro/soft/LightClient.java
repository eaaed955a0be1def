package metro.soft;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metro.soft.Verdict.Reason;
import metro.soft.Verdict.Valid;
import metro.state.BlockHeader;
import metro.state.Committee;

/**
 * Follows a committee through its epochs from one trusted committee on. Trusts nothing else: each
 * certificate is checked, and the next committee must be the one that the newest certified header
 * announced. Safe for many threads.
 */
public final class LightClient {
  private final ReentrantLock lock = new ReentrantLock();
  private Committee committee;
  private Optional<Certificate> newest = Optional.empty();
  private List<Evidence.DoubleSign> evidence = List.of();

  /** Starts from {@code committee}, whose origin the caller vouches for. */
  public LightClient(Committee committee) {
    this.committee = committee;
  }

  /** The committee of the current epoch. */
  public Committee committee() {
    lock.lock();
    try {
      return committee;
    } finally {
      lock.unlock();
    }
  }

  /** The newest valid certificate; empty before the first. */
  public Optional<Certificate> newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /** Who signed twice, after a {@link Reason#CONTRADICTION}; kept for good. */
  public List<Evidence.DoubleSign> evidence() {
    lock.lock();
    try {
      return evidence;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a certificate of the current epoch. Valid means it is now the newest; the same header
   * again is valid too; an older one is {@link Reason#NOT_NEWER}.
   */
  public Verdict accept(Certificate certificate) {
    lock.lock();
    try {
      Verdict verdict = CertificateVerifier.verify(committee, certificate);
      return verdict.isValid() ? advance(certificate) : verdict;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes over to the next epoch: {@code next} must be announced by the newest certified header,
   * and {@code first} must be a valid certificate of it.
   */
  public Verdict accept(Committee next, Certificate first) {
    lock.lock();
    try {
      Verdict verdict = announced(next);
      if (verdict.isValid()) {
        verdict = CertificateVerifier.verify(next, first);
      }
      if (verdict.isValid()) {
        verdict = advance(first);
      }
      if (verdict.isValid()) {
        committee = next;
      }
      return verdict;
    } finally {
      lock.unlock();
    }
  }

  private Verdict announced(Committee next) {
    boolean announced =
        newest
            .filter(c -> c.header().nextCommitteeHash().equals(next.hash()))
            .filter(_ -> next.chainId() == committee.chainId())
            .filter(_ -> next.epoch() == committee.epoch() + 1)
            .isPresent();
    return announced
        ? new Valid()
        : CertificateVerifier.invalid(
            Reason.WRONG_NEXT_COMMITTEE,
            "epoch %d with hash %s is not what the newest certified header of epoch %d announces"
                .formatted(next.epoch(), next.hash(), committee.epoch()));
  }

  private Verdict advance(Certificate certificate) {
    if (newest.isPresent()) {
      BlockHeader known = newest.get().header();
      BlockHeader header = certificate.header();
      if (header.height() == known.height() && !header.equals(known)) {
        return contradiction(newest.get(), certificate);
      }
      if (header.height() < known.height()) {
        return CertificateVerifier.invalid(
            Reason.NOT_NEWER, "height " + header.height() + ", known is " + known.height());
      }
    }
    newest = Optional.of(certificate);
    return new Valid();
  }

  private Verdict contradiction(Certificate known, Certificate other) {
    if (evidence.isEmpty()) {
      evidence = Evidence.between(committee, known, other);
    }
    return CertificateVerifier.invalid(
        Reason.CONTRADICTION, "two certified headers at height " + known.height());
  }
}
