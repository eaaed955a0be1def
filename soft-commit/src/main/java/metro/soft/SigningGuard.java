package metro.soft;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.soft.GuardDecision.Reason;
import metro.soft.GuardDecision.Refused;
import metro.soft.GuardDecision.Signed;
import metro.state.BlockHeader;
import metro.state.MalformedException;

/**
 * The only door to a member's key: lets it sign at most one header per height, heights only rising,
 * through crashes and restarts. The record is on disk before a signature is returned.
 *
 * <p>A member that finds no record although its committee is not fresh does not sign: its key may
 * have signed anything before. So does one whose record cannot be read or written.
 *
 * <p>Waits for the disk and perhaps for a remote key; safe for many threads.
 */
public final class SigningGuard {
  private final ReentrantLock lock = new ReentrantLock();
  private final MemberSigner signer;
  private final GuardStore store;
  private Optional<GuardRecord> last = Optional.empty();
  private Optional<Refused> locked = Optional.empty();

  private SigningGuard(MemberSigner signer, GuardStore store) {
    this.signer = signer;
    this.store = store;
  }

  /**
   * Opens the guard of {@code signer}'s key. A guard without a usable record opens too, refuses
   * every signature and says why.
   *
   * @param freshCommittee whether it is certain that this key has signed nothing yet: the committee
   *     has no certificate and this member has no history
   */
  public static SigningGuard open(MemberSigner signer, GuardStore store, boolean freshCommittee) {
    SigningGuard guard = new SigningGuard(signer, store);
    try {
      guard.last = store.load();
      if (guard.last.isEmpty() && !freshCommittee) {
        guard.lock(Reason.NO_RECORD, "there is no signing guard " + store.describe());
      }
    } catch (IOException | MalformedException e) {
      guard.lock(
          Reason.RECORD_UNREADABLE,
          "the signing guard " + store.describe() + " cannot be used: " + e.getMessage());
    }
    return guard;
  }

  /** The address that signs. */
  public Address address() {
    return signer.address();
  }

  /** Why nothing is signed at all; empty when the guard works. */
  public Optional<Refused> locked() {
    lock.lock();
    try {
      return locked;
    } finally {
      lock.unlock();
    }
  }

  /** Up to which height this key may have signed; 0 before the first signature. */
  public long height() {
    lock.lock();
    try {
      return last.map(GuardRecord::height).orElse(0L);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Signs {@code header}, or returns the stored signature when it was signed before, or refuses.
   * Signing the newest header covers all before it.
   *
   * @throws SignerException when the key cannot be used now; nothing was released
   */
  public GuardDecision sign(BlockHeader header) {
    lock.lock();
    try {
      CommitMessage message = CommitMessage.of(header);
      Optional<Refused> refusal = refusal(message);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      Optional<Signature> stored = storedSignature(message);
      return stored.isPresent() ? signed(header, stored.get()) : release(header, message);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the guard of a commit under its own key that came from elsewhere, such as a peer's memory
   * or a certificate. When it is above the record, the record is an old copy: the bound rises to
   * it. Returns the alarm when it contradicts the record.
   *
   * @throws IOException when the raised bound cannot be made durable
   */
  public Optional<Refused> observe(SoftCommit own) throws IOException {
    if (!own.member().equals(address()) || !own.isAuthentic()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      CommitMessage message = own.message();
      long known = last.map(GuardRecord::height).orElse(-1L);
      if (message.height() > known) {
        save(new GuardRecord.Floor(message.committee(), message.epoch(), message.height()));
        return Optional.empty();
      }
      return refusal(message).filter(r -> r.reason() == Reason.CONTRADICTION);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Signs above {@code floor} only, up to which this key may have signed, as others vouch. Nothing
   * below a record that is there is signed again either. Ends a lock: whatever record was lost was
   * not above the floor.
   *
   * @throws IOException when the record is of another committee, or cannot be made durable
   */
  public void beginAbove(GuardRecord.Floor floor) throws IOException {
    lock.lock();
    try {
      if (last.isPresent() && last.get().committee() != floor.committee()) {
        throw new IOException(
            "the signing guard %s is of committee %d, not of %d: check the configured paths"
                .formatted(store.describe(), last.get().committee(), floor.committee()));
      }
      if (last.isEmpty() || last.get().height() < floor.height()) {
        save(floor);
      }
      locked = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Refused> refusal(CommitMessage message) {
    return locked.isPresent() ? locked : last.flatMap(record -> refusal(message, record));
  }

  private Optional<Refused> refusal(CommitMessage message, GuardRecord record) {
    if (message.committee() != record.committee()) {
      return refused(
          Reason.WRONG_COMMITTEE,
          "the signing guard %s is of committee %d, the header of %d: check the configured paths"
              .formatted(store.describe(), record.committee(), message.committee()));
    }
    if (message.height() < record.height() || message.epoch() < record.epoch()) {
      return notNewer(message, record);
    }
    if (message.height() > record.height()) {
      return Optional.empty();
    }
    return switch (record) {
      case GuardRecord.Floor _ -> notNewer(message, record);
      case GuardRecord.Signed signed ->
          signed.headerHash().equals(message.headerHash())
              ? Optional.empty()
              : contradiction(message, signed.headerHash());
    };
  }

  private static Optional<Refused> notNewer(CommitMessage message, GuardRecord record) {
    return refused(
        Reason.NOT_NEWER,
        "height %d of epoch %d is not above height %d of epoch %d, which this key may have signed"
            .formatted(message.height(), message.epoch(), record.height(), record.epoch()));
  }

  private static Optional<Refused> contradiction(CommitMessage message, Hash signed) {
    return refused(
        Reason.CONTRADICTION,
        ("this key signed header %s at height %d and is now asked to sign %s: the log was rolled"
                + " back or the members diverge; compare the members' headers before anything else")
            .formatted(signed, message.height(), message.headerHash()));
  }

  private static Optional<Refused> refused(Reason reason, String detail) {
    return Optional.of(new Refused(reason, detail));
  }

  private Optional<Signature> storedSignature(CommitMessage message) {
    return last.filter(record -> record.height() == message.height())
        .flatMap(record ->
            record instanceof GuardRecord.Signed signed
                ? Optional.of(signed.signature())
                : Optional.empty());
  }

  private GuardDecision release(BlockHeader header, CommitMessage message) {
    Signature signature = signer.sign(message);
    try {
      save(
          new GuardRecord.Signed(
              message.committee(),
              message.epoch(),
              message.height(),
              message.headerHash(),
              signature));
      return signed(header, signature);
    } catch (IOException e) {
      return new Refused(
          Reason.WRITE_FAILED,
          "the signing guard %s cannot be written (%s): make room or repair the disk; the"
                  .formatted(store.describe(), e)
              + " signature was not released");
    }
  }

  private Signed signed(BlockHeader header, Signature signature) {
    return new Signed(new SoftCommit(header, address(), signature));
  }

  private void save(GuardRecord record) throws IOException {
    store.save(record);
    last = Optional.of(record);
  }

  private void lock(Reason reason, String what) {
    locked =
        Optional.of(
            new Refused(
                reason,
                what
                    + ". The key "
                    + address()
                    + " may have signed before, so it signs nothing now. To re-join, run `metro"
                    + " rejoin`"));
  }
}
