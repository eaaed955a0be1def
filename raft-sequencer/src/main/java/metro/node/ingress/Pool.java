package metro.node.ingress;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import metro.ethereum.Address;
import metro.ethereum.UInt256;
import metro.state.Bundle;
import metro.state.Lane;
import metro.state.LedgerView;
import metro.state.NonceMode;
import metro.state.Outcome;
import metro.state.RejectReason;
import metro.state.Rollup;
import metro.state.RollupId;

/**
 * What waits on the leader to be ordered: a queue for each lane, bundles, holds on balances.
 * Bounded in every direction. Belongs to one thread; time and state are handed in, so it can be
 * tested without either.
 *
 * <p>The pool decides early, on speculative state, what will be refused anyway; the speculation and
 * at last the log decide for good.
 */
final class Pool {
  private static final int MAX_GAP_WAITING_BUNDLES = 64;
  private static final long BUNDLE_RETRY_MS = 100;

  private final IngressLimits limits;
  private final long committee;
  private final Replies replies;
  private final Holds holds;
  private final PoolSpace space;
  private final ReadyLanes ready;
  private final Map<LaneQueue.Key, LaneQueue> lanes = new HashMap<>();
  private final SequencedSet<Entry> byAge = new LinkedHashSet<>();
  private final SequencedSet<Entry> bundles = new LinkedHashSet<>();

  Pool(IngressLimits limits, long committee, Replies replies, BackPressure pressure) {
    this.limits = limits;
    this.committee = committee;
    this.replies = replies;
    this.holds = new Holds(committee);
    this.space = new PoolSpace(limits, pressure);
    this.ready = new ReadyLanes(limits.gapWait().toMillis());
  }

  /** Takes the entry in, or answers it. {@code tip} is the newest speculative state. */
  void add(Entry entry, LedgerView tip, long nextHeight, long nowMs) {
    Optional<Answer.Refused> refused =
        switch (entry.submission) {
          case Submission.Single _ -> addSingle(entry, tip, nowMs);
          case Submission.Bundled b -> addBundle(entry, b.bundle(), tip, nextHeight);
        };
    refused.ifPresent(r -> replies.refuse(entry, r));
  }

  private Optional<Answer.Refused> addSingle(Entry entry, LedgerView tip, long nowMs) {
    Optional<NonceMode> mode = nonceMode(entry.transaction().chainId(), tip);
    if (mode.isEmpty()) {
      return Optional.of(Answer.Refused.of(RejectReason.UNKNOWN_CHAIN));
    }
    LaneQueue.Key key =
        new LaneQueue.Key(entry.transaction().chainId(), entry.transaction().sender());
    LaneQueue lane = lanes.computeIfAbsent(key, k -> new LaneQueue(k, mode.get()));
    Optional<Answer.Refused> refused = addTo(lane, entry, tip, nowMs);
    if (lane.byNonce.isEmpty()) {
      lanes.remove(key);
    }
    return refused;
  }

  private Optional<Answer.Refused> addTo(LaneQueue lane, Entry entry, LedgerView tip, long nowMs) {
    Lane ordered = lane(lane.key, tip);
    lane.next = ordered.next();
    Entry waiting = lane.byNonce.get(entry.nonce());
    if (waiting != null) {
      return replace(lane, waiting, entry, tip, nowMs);
    }
    return refuseNonce(lane, ordered, entry.nonce()).or(() -> insert(lane, entry, tip, nowMs));
  }

  private Optional<Answer.Refused> refuseNonce(LaneQueue lane, Lane ordered, long nonce) {
    if (nonce == -1) {
      return Optional.of(Answer.Refused.nonce(RejectReason.NONCE_MAX, lane.next));
    }
    boolean below = nonce < ordered.floor() || (lane.mode == NonceMode.STRICT && nonce < lane.next);
    if (nonce >= 0 && below) {
      return Optional.of(Answer.Refused.nonce(RejectReason.NONCE_TOO_LOW, lane.next));
    }
    long end = lane.end();
    if (nonce < 0 || nonce - end > limits.maxParkedAhead()) {
      return Optional.of(Answer.Refused.nonce(RejectReason.NONCE_TOO_HIGH, end));
    }
    return Optional.empty();
  }

  private Optional<Answer.Refused> insert(LaneQueue lane, Entry entry, LedgerView tip, long nowMs) {
    Optional<Answer.Refused> refused =
        space.refuse(entry).map(Answer.Refused::of).or(() -> holds.place(entry, tip));
    if (refused.isEmpty()) {
      space.add(entry);
      byAge.add(entry);
      lane.byNonce.put(entry.nonce(), entry);
      ready.update(lane, nowMs);
    }
    return refused;
  }

  /** A9: the same nonce again cancels, or replaces when it offers enough more. */
  private Optional<Answer.Refused> replace(
      LaneQueue lane, Entry old, Entry entry, LedgerView tip, long nowMs) {
    if (old.submission.id().equals(entry.submission.id())) {
      return Optional.of(Answer.Refused.of(RejectReason.ALREADY_KNOWN));
    }
    if (entry.transaction().looksLikeCancel()) {
      forget(old);
      ready.update(lane, nowMs);
      replies.refuse(old, Answer.Refused.of(RejectReason.CANCELLED));
      replies.add(entry.reply, new Verdict.Answered(new Answer.TookBack(old.submission.id())));
      return Optional.empty();
    }
    if (!paysMore(old.transaction(), entry.transaction()) || tooManyReplacements(old)) {
      return Optional.of(Answer.Refused.of(RejectReason.REPLACEMENT_UNDERPRICED));
    }
    forget(old);
    lanes.put(lane.key, lane);
    entry.replacements(old.replacements() + 1);
    Optional<Answer.Refused> refused = insert(lane, entry, tip, nowMs);
    if (refused.isPresent()) {
      insert(lane, old, tip, nowMs);
    } else {
      replies.refuse(old, Answer.Refused.of(RejectReason.REPLACED));
    }
    return refused;
  }

  private boolean tooManyReplacements(Entry old) {
    boolean sponsored =
        old.holds().stream().anyMatch(h -> !h.payer().equals(old.transaction().sender()));
    return sponsored && old.replacements() >= limits.maxSponsoredReplacements();
  }

  private static boolean paysMore(SignedTransaction old, SignedTransaction offered) {
    var a = old.admitted().transaction();
    var b = offered.admitted().transaction();
    return isEnoughMore(a.maxFeePerGas(), b.maxFeePerGas())
        && isEnoughMore(a.maxPriorityFeePerGas(), b.maxPriorityFeePerGas());
  }

  private static boolean isEnoughMore(UInt256 old, UInt256 offered) {
    var least = old.toBigInteger().multiply(BigInteger.valueOf(IngressLimits.REPLACEMENT_PERCENT));
    return offered.toBigInteger().multiply(BigInteger.valueOf(100)).compareTo(least) >= 0;
  }

  private Optional<Answer.Refused> addBundle(
      Entry entry, Bundle bundle, LedgerView tip, long nextHeight) {
    Optional<RejectReason> reason =
        bundle.refuse(nextHeight).filter(r -> r != RejectReason.BUNDLE_TOO_EARLY);
    if (reason.isEmpty() && bundles.size() >= limits.maxBundles()) {
      reason = Optional.of(space.full());
    }
    Optional<Answer.Refused> refused =
        reason
            .or(() -> space.refuse(entry))
            .map(Answer.Refused::of)
            .or(() -> holds.place(entry, tip));
    if (refused.isEmpty()) {
      space.add(entry);
      byAge.add(entry);
      bundles.add(entry);
    }
    return refused;
  }

  /** Whether a proposal of {@code height} would not be empty. */
  boolean hasReady(long height, long nowMs) {
    return !ready.isEmpty() || bundles.stream().anyMatch(e -> isEligible(e, height, nowMs));
  }

  /** Bundles that can stand in block {@code height}, oldest first. */
  List<Entry> eligibleBundles(long height, long nowMs) {
    return bundles.stream().filter(e -> isEligible(e, height, nowMs)).toList();
  }

  private static boolean isEligible(Entry entry, long height, long nowMs) {
    return entry.submission instanceof Submission.Bundled b
        && entry.nextTryMs() <= nowMs
        && b.bundle().refuse(height).isEmpty();
  }

  /**
   * The next transaction in turn; it stays in the pool until {@link #taken} or {@link #refused}.
   */
  Optional<Entry> poll(long nowMs) {
    for (Optional<LaneQueue> lane = ready.poll(); lane.isPresent(); lane = ready.poll()) {
      if (lane.get().headIsReady(nowMs, limits.gapWait().toMillis())) {
        return Optional.of(lane.get().byNonce.firstEntry().getValue());
      }
      ready.update(lane.get(), nowMs);
    }
    return Optional.empty();
  }

  /** The entry is in a proposal; {@code after} is the speculative state with it. */
  void taken(Entry entry, LedgerView after, long nowMs) {
    forget(entry);
    updateLane(entry, after, nowMs);
  }

  /** The speculation refused the entry for good. */
  void refused(Entry entry, Outcome.Rejected why, LedgerView tip, long nowMs) {
    forget(entry);
    replies.refuse(entry, Answer.Refused.of(why));
    updateLane(entry, tip, nowMs);
  }

  /** The block was full: the entry's lane goes back in line. */
  void putBack(Entry entry, long nowMs) {
    LaneQueue lane = lanes.get(laneKey(entry));
    if (lane != null) {
      ready.update(lane, nowMs);
    }
  }

  /** The speculation refused a bundle: it waits for missing nonces a while, or is refused. */
  void bundleRefused(Entry entry, Outcome.Rejected why, long nowMs) {
    long nonce = entry.submission.legs().get(why.leg()).nonce();
    boolean gap =
        why.reason() == RejectReason.NONCE_TOO_HIGH
            && nonce - why.expectedNonce() <= limits.maxParkedAhead()
            && nowMs - entry.arrivedMs < limits.gapWait().toMillis();
    long waiting = bundles.stream().filter(e -> e.nextTryMs() > 0).count();
    if (gap && (entry.nextTryMs() > 0 || waiting < MAX_GAP_WAITING_BUNDLES)) {
      entry.nextTryMs(nowMs + BUNDLE_RETRY_MS);
      return;
    }
    forget(entry);
    replies.refuse(entry, Answer.Refused.of(why));
  }

  private void updateLane(Entry entry, LedgerView state, long nowMs) {
    LaneQueue lane = lanes.get(laneKey(entry));
    if (lane != null) {
      lane.next = lane(lane.key, state).next();
      ready.update(lane, nowMs);
    }
  }

  /** Answers what has waited too long for its gap, its height or its turn. */
  void expire(LedgerView tip, long nextHeight, long nowMs) {
    for (Optional<LaneQueue> lane = ready.pollOverdue(nowMs);
        lane.isPresent();
        lane = ready.pollOverdue(nowMs)) {
      overdue(lane.get(), tip, nowMs);
    }
    while (!byAge.isEmpty()
        && nowMs - byAge.getFirst().arrivedMs >= limits.timeToLive().toMillis()) {
      Entry old = byAge.getFirst();
      forget(old);
      replies.refuse(old, Answer.Refused.of(RejectReason.EXPIRED));
    }
    for (Entry entry : List.copyOf(bundles)) {
      expireBundle(entry, nextHeight);
    }
  }

  private void expireBundle(Entry entry, long nextHeight) {
    if (entry.submission instanceof Submission.Bundled b
        && b.bundle().refuse(nextHeight).equals(Optional.of(RejectReason.BUNDLE_EXPIRED))) {
      forget(entry);
      replies.refuse(entry, Answer.Refused.of(RejectReason.BUNDLE_EXPIRED));
    }
  }

  private void overdue(LaneQueue lane, LedgerView tip, long nowMs) {
    lane.next = lane(lane.key, tip).next();
    while (!lane.byNonce.isEmpty() && !lane.headIsReady(nowMs, limits.gapWait().toMillis())) {
      Entry head = lane.byNonce.firstEntry().getValue();
      if (nowMs - head.arrivedMs < limits.gapWait().toMillis()) {
        break;
      }
      forget(head);
      replies.refuse(head, Answer.Refused.nonce(RejectReason.NONCE_TOO_HIGH, lane.next));
    }
    ready.update(lane, nowMs);
  }

  /** When {@link #expire} or {@link #hasReady} may have something to do although nothing came. */
  long nextDeadlineMs() {
    long age =
        byAge.isEmpty()
            ? Long.MAX_VALUE
            : byAge.getFirst().arrivedMs + limits.timeToLive().toMillis();
    long bundle =
        bundles.stream()
            .mapToLong(Entry::nextTryMs)
            .filter(ms -> ms > 0)
            .min()
            .orElse(Long.MAX_VALUE);
    return Math.min(Math.min(age, bundle), ready.nextWakeMs());
  }

  /** Answers everything that waits with {@code verdict}. */
  void clear(Verdict verdict) {
    for (Entry entry : new ArrayList<>(byAge)) {
      forget(entry);
      replies.add(entry.reply, verdict);
    }
    ready.clear();
    lanes.clear();
  }

  int size() {
    return space.entries();
  }

  long bytes() {
    return space.bytes();
  }

  long heldFrom(Address payer) {
    return holds.heldFrom(payer);
  }

  private void forget(Entry entry) {
    if (!byAge.remove(entry)) {
      return;
    }
    bundles.remove(entry);
    space.remove(entry);
    holds.release(entry);
    if (entry.submission instanceof Submission.Single) {
      LaneQueue lane = lanes.get(laneKey(entry));
      if (lane != null && lane.byNonce.remove(entry.nonce(), entry) && lane.byNonce.isEmpty()) {
        lanes.remove(lane.key);
      }
    }
  }

  private static LaneQueue.Key laneKey(Entry entry) {
    return new LaneQueue.Key(entry.transaction().chainId(), entry.transaction().sender());
  }

  private static Lane lane(LaneQueue.Key key, LedgerView state) {
    return state.lane(key.chainId(), key.sender());
  }

  private Optional<NonceMode> nonceMode(long chainId, LedgerView state) {
    if (chainId == committee) {
      return Optional.of(NonceMode.STRICT);
    }
    return RollupId.isValid(chainId)
        ? state.rollup(new RollupId(chainId)).map(Rollup::nonceMode)
        : Optional.empty();
  }
}
