package metro.node.ingress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.node.chain.Chain;
import metro.node.log.RaftLog;
import metro.node.memory.Recent;
import metro.node.signature.KnownKeys;
import metro.state.Admission;
import metro.state.Admission.Admitted;
import metro.state.Bundle;
import metro.state.LedgerView;
import metro.state.Limits;
import metro.state.RejectReason;
import metro.state.Rollup;
import metro.state.RollupId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every member takes transactions and bundles: checks them, finds the sender, and brings them
 * to the leader. Bounded in count and bytes between arrival and answer.
 *
 * <p>The same bytes sent again get the same answer: while they are on their way they share it, and
 * when they stand in the chain it says where.
 */
public final class Ingress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);
  private static final int REMEMBERED_ANSWERS = 65_536;

  private final long committee;
  private final Chain chain;
  private final IngressLimits limits;
  private final KnownKeys keys;
  private final Intake intake;
  private final SenderRecovery recovery;
  private final Forwarder forwarder;
  private final Router router;
  private final Map<Hash, Waiting> inFlight = new ConcurrentHashMap<>();
  private final WaitingNonces nonces = new WaitingNonces();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Recent<Hash, Answer> answers = new Recent<>(REMEMBERED_ANSWERS);

  /**
   * A submission with its answer to come.
   *
   * @param id the transaction's hash, or the bundle's id
   * @param answer never fails
   */
  public record Submitted(Hash id, CompletableFuture<Answer> answer) {}

  /** Something between arrival and answer. */
  private static final class Waiting {
    final List<Admitted> legs;
    final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    final long bytes;
    volatile List<SignedTransaction> signed = List.of();

    Waiting(List<Admitted> legs) {
      this.legs = legs;
      this.bytes = bytes(legs);
    }

    private static long bytes(List<Admitted> legs) {
      long bytes = 0;
      for (Admitted leg : legs) {
        bytes += leg.raw().length();
      }
      return bytes;
    }
  }

  /**
   * Serves after {@link #start}.
   *
   * @param self this member's name
   * @param committee primary chain id
   * @param leader this member's own pool, for when it leads
   * @param channels ways to the others
   * @param keys senders' keys, to look up and to add to
   * @param intake whether anything is taken
   */
  public Ingress(
      String self,
      long committee,
      RaftLog log,
      Chain chain,
      LeaderLoop leader,
      MemberChannels channels,
      IngressLimits limits,
      Secp256k1 secp256k1,
      KnownKeys keys,
      Intake intake) {
    this.committee = committee;
    this.chain = chain;
    this.limits = limits;
    this.keys = keys;
    this.intake = intake;
    this.recovery = new SenderRecovery(secp256k1, keys, limits);
    this.forwarder = new Forwarder(channels);
    this.router = new Router(self, log, leader, forwarder, chain, nonces, limits);
  }

  /** Begins to listen for changes of leadership. */
  public void start() {
    router.start();
  }

  /** Takes one transaction, of any chain. */
  public Submitted submit(Bytes raw) {
    return submit(raw, OptionalLong.empty());
  }

  /** Takes one transaction; another chain id than {@code expected} is refused. */
  public Submitted submit(Bytes raw, OptionalLong expected) {
    return submit(raw, expected, Optional.empty());
  }

  /**
   * Takes one transaction said to be signed by {@code signer}. That only helps to check it quicker;
   * {@code source} stands for it.
   */
  public Submitted submit(Bytes raw, Address signer, String source) {
    Optional<SignerHint> hint = keys.find(signer).map(key -> new SignerHint(List.of(key), source));
    return submit(raw, OptionalLong.empty(), hint);
  }

  private Submitted submit(Bytes raw, OptionalLong expected, Optional<SignerHint> hint) {
    return switch (Admission.of(raw)) {
      case Admission.Refused r -> done(hashOf(raw), Answer.Refused.of(r.reason(), r.detail()));
      case Admitted a ->
          refuseChain(a, expected)
              .map(r -> done(a.id(), r))
              .orElseGet(() -> new Submitted(a.id(), answer(a.id(), List.of(a), hint, single())));
    };
  }

  /**
   * Takes a bundle.
   *
   * @param minHeight first block it may stand in
   * @param maxHeight last block it may stand in; 0 for any of the next
   */
  public Submitted submitBundle(List<Bytes> legs, long minHeight, long maxHeight) {
    long last = maxHeight == 0 ? chain.height() + Limits.MAX_BUNDLE_HEIGHTS : maxHeight;
    Bundle bundle = new Bundle(Math.max(0, minHeight), last, legs);
    Optional<RejectReason> shape =
        bundle
            .refuse(last)
            .or(() ->
                last < minHeight ? Optional.of(RejectReason.BUNDLE_EXPIRED) : Optional.empty());
    if (shape.isPresent()) {
      return done(Hash.ZERO, Answer.Refused.of(shape.get()));
    }
    List<Admitted> admitted = new ArrayList<>();
    for (Bytes leg : legs) {
      Optional<Answer.Refused> refused = admit(leg, admitted);
      if (refused.isPresent()) {
        return done(bundle.id(), refused.get());
      }
    }
    return new Submitted(
        bundle.id(), answer(bundle.id(), admitted, Optional.empty(), bundled(bundle)));
  }

  /**
   * Takes what another member forwards, to be decided by this one or not at all.
   *
   * @param signers the key that member found for each transaction, or none
   */
  CompletableFuture<Verdict> submitHere(Bytes raw, List<Bytes> signers) {
    return switch (Admission.of(raw)) {
      case Admission.Refused r ->
          CompletableFuture.completedFuture(
              Verdict.refused(Answer.Refused.of(r.reason(), r.detail())));
      case Admitted a ->
          begin(a.id(), List.of(a), hint(signers, 1), single().andThen(router::here));
    };
  }

  /** As {@link #submitHere(Bytes, List)} for a bundle. */
  CompletableFuture<Verdict> submitHere(Bundle bundle, List<Bytes> signers) {
    List<Admitted> admitted = new ArrayList<>();
    for (Bytes leg : bundle.legs()) {
      Optional<Answer.Refused> refused = admit(leg, admitted);
      if (refused.isPresent()) {
        return CompletableFuture.completedFuture(Verdict.refused(refused.get()));
      }
    }
    return begin(
        bundle.id(),
        admitted,
        hint(signers, admitted.size()),
        bundled(bundle).andThen(router::here));
  }

  private static Optional<SignerHint> hint(List<Bytes> signers, int legs) {
    return signers.size() == legs
        ? Optional.of(new SignerHint(signers, SignerHint.MEMBERS))
        : Optional.empty();
  }

  /** A transaction that waits for its answer on this member. */
  public Optional<Admitted> waiting(Hash id) {
    return Optional.ofNullable(inFlight.get(id)).map(w -> w.legs.getFirst());
  }

  /** Who signed a transaction that waits here; empty while that is being found out. */
  public Optional<Address> senderOf(Hash id) {
    return Optional.ofNullable(inFlight.get(id))
        .filter(w -> !w.signed.isEmpty())
        .map(w -> w.signed.getFirst().sender());
  }

  /** The answer given here lately; what was ordered is better asked from the chain. */
  public Optional<Answer> lately(Hash id) {
    return answers.find(id);
  }

  /** The first nonce from {@code next} on that does not wait here. */
  public long firstFreeNonce(long chainId, Address sender, long next) {
    return nonces.firstFree(chainId, sender, next);
  }

  /** Submissions between arrival and answer. */
  public int inFlight() {
    return count.get();
  }

  @Override
  public void close() {
    router.close();
    forwarder.close();
    recovery.close();
  }

  private static Function<List<SignedTransaction>, Submission> single() {
    return legs -> new Submission.Single(legs.getFirst());
  }

  private static Function<List<SignedTransaction>, Submission> bundled(Bundle bundle) {
    return legs -> new Submission.Bundled(bundle, legs);
  }

  private static Submitted done(Hash id, Answer answer) {
    return new Submitted(id, CompletableFuture.completedFuture(answer));
  }

  private static Hash hashOf(Bytes raw) {
    return raw.length() > Limits.MAX_TRANSACTION_BYTES
        ? Hash.ZERO
        : Keccak.hash(raw.arrayForReading());
  }

  /** Adds the leg to {@code admitted}, or says why the bundle is refused. */
  private Optional<Answer.Refused> admit(Bytes leg, List<Admitted> admitted) {
    int index = admitted.size();
    Optional<Answer.Refused> refused =
        switch (Admission.of(leg)) {
          case Admission.Refused r -> Optional.of(Answer.Refused.of(r.reason(), r.detail()));
          case Admitted a -> {
            admitted.add(a);
            yield refuseChain(a, OptionalLong.empty());
          }
        };
    return refused.map(r -> new Answer.Refused(r.reason(), r.detail(), index, 0, r.retryAfterMs()));
  }

  private Optional<Answer.Refused> refuseChain(Admitted item, OptionalLong expected) {
    long chainId = item.chainId();
    if (expected.isPresent() && expected.getAsLong() != chainId) {
      String detail = "have " + chainId + " want " + expected.getAsLong();
      return Optional.of(Answer.Refused.of(RejectReason.UNKNOWN_CHAIN, detail));
    }
    if (chainId == committee) {
      return Optional.empty();
    }
    Optional<Rollup> rollup =
        RollupId.isValid(chainId)
            ? new LedgerView(chain.view()).rollup(new RollupId(chainId))
            : Optional.empty();
    if (rollup.isEmpty()) {
      String detail = "no rollup with chain id " + chainId;
      return Optional.of(Answer.Refused.of(RejectReason.UNKNOWN_CHAIN, detail));
    }
    return rollup.get().active()
        ? Optional.empty()
        : Optional.of(Answer.Refused.of(RejectReason.ROLLUP_NOT_ACTIVE));
  }

  private CompletableFuture<Answer> answer(
      Hash id,
      List<Admitted> legs,
      Optional<SignerHint> hint,
      Function<List<SignedTransaction>, Submission> form) {
    if (answers.find(id).orElse(null) instanceof Answer.Ordered known) {
      return CompletableFuture.completedFuture(known);
    }
    return begin(
            id, legs, hint, form.andThen(s -> router.route(s).thenApply(Verdict.Answered::new)))
        .thenCompose(verdict ->
            verdict instanceof Verdict.Answered a
                ? CompletableFuture.completedFuture(a.answer())
                : answer(id, legs, hint, form)); // it shared the fate of one forwarded to here
  }

  private CompletableFuture<Verdict> begin(
      Hash id,
      List<Admitted> legs,
      Optional<SignerHint> hint,
      Function<List<SignedTransaction>, CompletableFuture<? extends Verdict>> deliver) {
    Waiting mine = new Waiting(legs);
    Waiting other = inFlight.putIfAbsent(id, mine);
    if (other != null) {
      return other.verdict;
    }
    Optional<String> closed = intake.closedBecause();
    if (closed.isPresent()) {
      Answer.Refused refused = Answer.Refused.of(RejectReason.OVERLOADED, closed.get());
      finish(id, mine, false, Verdict.refused(refused));
      return mine.verdict;
    }
    if (!reserve(mine)) {
      finish(id, mine, false, Verdict.refused(Answer.Refused.of(RejectReason.OVERLOADED)));
      return mine.verdict;
    }
    Optional<CompletableFuture<List<SignedTransaction>>> signed = recovery.submit(legs, hint);
    if (signed.isEmpty()) {
      finish(id, mine, true, Verdict.refused(Answer.Refused.of(RejectReason.OVERLOADED)));
      return mine.verdict;
    }
    var _ =
        signed
            .get()
            .thenCompose(found -> deliver(mine, found, deliver))
            .whenComplete((verdict, error) -> finish(id, mine, true, orLost(verdict, error)));
    return mine.verdict;
  }

  private CompletableFuture<? extends Verdict> deliver(
      Waiting mine,
      List<SignedTransaction> found,
      Function<List<SignedTransaction>, CompletableFuture<? extends Verdict>> deliver) {
    if (found.size() < mine.legs.size()) {
      Answer.Refused refused =
          new Answer.Refused(RejectReason.INVALID_SIGNATURE, "", found.size(), 0, 0);
      return CompletableFuture.completedFuture(Verdict.refused(refused));
    }
    mine.signed = found;
    found.forEach(nonces::add);
    return deliver.apply(found);
  }

  private static Verdict orLost(@Nullable Verdict verdict, @Nullable Throwable error) {
    if (verdict == null) {
      LOG.error("a submission failed", error);
      return new Verdict.Answered(new Answer.Unknown());
    }
    return verdict;
  }

  private void finish(Hash id, Waiting mine, boolean reserved, Verdict verdict) {
    inFlight.remove(id, mine);
    mine.signed.forEach(nonces::remove);
    if (reserved) {
      count.decrementAndGet();
      bytes.addAndGet(-mine.bytes);
    }
    if (verdict instanceof Verdict.Answered a && !(a.answer() instanceof Answer.Unknown)) {
      answers.put(id, a.answer());
    }
    mine.verdict.complete(verdict);
  }

  private boolean reserve(Waiting waiting) {
    if (count.incrementAndGet() > limits.maxInFlight()
        || bytes.get() + waiting.bytes > limits.maxInFlightBytes()) {
      count.decrementAndGet();
      return false;
    }
    bytes.addAndGet(waiting.bytes);
    return true;
  }
}
