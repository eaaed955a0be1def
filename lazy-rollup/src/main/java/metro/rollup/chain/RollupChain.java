package metro.rollup.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Hash;
import metro.rollup.chain.TransactionOutcome.Included;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/**
 * The rollup's chain with its four tags. The soft path appends blocks, closes seconds and certifies
 * heads; the DA path finalizes seconds. Both feed one {@link SecondsDerivation}, so both make the
 * same EVM blocks; where they differ the DA path wins. Forced transactions, known from the DA layer
 * long before they are due, are executed by both at the beginning of the second they are due in.
 *
 * <ul>
 *   <li>pending: the open second, executed at once, sealed when it closes
 *   <li>latest: the newest sealed block
 *   <li>safe: the newest sealed block whose second was closed by a certified header
 *   <li>finalized: the newest block proven on the DA layer
 * </ul>
 *
 * <p>Safe for threads; writers take turns, {@link #tips()} never waits.
 */
public final class RollupChain {
  private final BlockRules rules;
  private final ExecutionEngine engine;
  private final ChainStore store;
  private final SecondSealer sealer;
  private final List<ChainListener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final KnownHeads heads = new KnownHeads();
  private final Map<Hash, PendingRecord> pending = new ConcurrentHashMap<>();
  private final ForcedQueue forced = new ForcedQueue();

  private SecondsDerivation derivation;
  private Anchor newest;
  private Anchor finalized;
  private RollupHead certified;
  private long certifiedTimeMs;
  private long generation;
  private volatile Tips tips;

  /**
   * What the open second did with a transaction so far.
   *
   * @param origin how it came here
   * @param outcome as it would be sealed now
   */
  public record PendingRecord(Origin origin, TransactionOutcome outcome) {}

  /** Continues the chain that engine and store hold; see {@link #open}. */
  private RollupChain(
      BlockRules rules, ExecutionEngine engine, ChainStore store, Anchor head, Anchor finalized) {
    this.rules = rules;
    this.engine = engine;
    this.store = store;
    this.sealer = new SecondSealer(rules, engine);
    this.derivation = new SecondsDerivation(head.head(), head.closedSecond());
    this.newest = head;
    this.finalized = finalized;
    this.certified = finalized.head();
    this.tips = snapshot();
  }

  /**
   * Opens the chain at the newest second that engine and store both hold completely; EVM blocks of
   * a half sealed second are taken back.
   *
   * @throws IllegalStateException when the store does not belong to the engine's chain
   */
  public static RollupChain open(
      RollupId rollup, BlockRules rules, ExecutionEngine engine, ChainStore store) {
    Anchor start = Anchor.genesis(genesis(engine), rollup);
    Anchor head = newestIntact(engine, store, engine.head().number(), start);
    if (head.last().number() < engine.finalized().number()) {
      throw new IllegalStateException(
          "the EVM chain is final up to block %d, but the node's own records end at block %d: "
                  .formatted(engine.finalized().number(), head.last().number())
              + "restore both from one backup, or remove both to derive again");
    }
    store.dropAnchorsAbove(head.last().number());
    if (engine.head().number() > head.last().number()) {
      engine.revertTo(head.last().number());
    }
    Anchor finalized = newestIntact(engine, store, engine.finalized().number(), start);
    Anchor safe = newestIntact(engine, store, engine.safe().number(), start);
    RollupChain chain = new RollupChain(rules, engine, store, head, finalized);
    chain.restore(safe, head);
    return chain;
  }

  private static BlockId genesis(ExecutionEngine engine) {
    return engine
        .block(0)
        .orElseThrow(() -> new IllegalStateException("the execution engine has no genesis block"));
  }

  private static Anchor newestIntact(
      ExecutionEngine engine, ChainStore store, long from, Anchor start) {
    Optional<Anchor> anchor = store.anchorAtOrBelow(from);
    while (anchor.isPresent()) {
      BlockId last = anchor.get().last();
      if (engine.block(last.number()).equals(Optional.of(last))) {
        return anchor.get();
      }
      anchor = store.anchorAtOrBelow(last.number() - 1);
    }
    return start;
  }

  private void restore(Anchor safe, Anchor head) {
    store.forced().forEach(forced::add);
    certified = safe.head();
    heads.add(certified);
    Optional<Anchor> next = store.anchorAbove(safe.last().number());
    while (next.isPresent() && next.get().last().number() <= head.last().number()) {
      heads.add(next.get().head());
      next = store.anchorAbove(next.get().last().number());
    }
    tips = snapshot();
  }

  /** Adds a listener for all changes from now on. */
  public void listen(ChainListener listener) {
    listeners.add(listener);
  }

  /** Gas limit of every block. */
  public long blockGasLimit() {
    return rules.gasLimit();
  }

  /** How far things are; never waits. */
  public Tips tips() {
    return tips;
  }

  /** Says that a block will probably be appended soon; for any thread, and never waits. */
  public void announce(RollupBlock block) {
    if (block.number() > tips.soft().number()) {
      engine.announce(block.transactions());
    }
  }

  /** The soft path's next block. Seals the second it closes and executes it as pending. */
  public SoftResult append(RollupBlock block) {
    return locked(() -> {
      if (block.number() <= derivation.head().number()) {
        return new SoftResult.Known();
      }
      return switch (derivation.append(block)) {
        case SecondsDerivation.Refused(String reason) -> new SoftResult.Refused(reason);
        case SecondsDerivation.Appended(Optional<Second> closed) -> {
          closed.ifPresent(this::seal);
          heads.add(derivation.head());
          if (derivation.open().size() == 1) {
            sealForcedBefore(SecondsDerivation.secondOf(block.timeMs()));
            showForced(SecondsDerivation.secondOf(block.timeMs()));
          }
          showPending(block);
          yield new SoftResult.Accepted();
        }
      };
    });
  }

  /**
   * The soft path's statement that {@code head} is the rollup's head under a header of leader time
   * {@code timeMs}, not certified. Closes the open second when the header is of a later one.
   */
  public SoftResult closedBy(RollupHead head, long timeMs) {
    return locked(() -> {
      SoftResult result = compare(head);
      if (result instanceof SoftResult.Accepted && head.equals(derivation.head())) {
        close(timeMs);
      }
      return result;
    });
  }

  /** The same under a certified header: also moves the safe tag. */
  public SoftResult certify(RollupHead head, long timeMs) {
    return locked(() -> {
      SoftResult result = compare(head);
      if (result instanceof SoftResult.Accepted) {
        certified = head;
        certifiedTimeMs = Math.max(certifiedTimeMs, timeMs);
        heads.dropBelow(head.number());
        if (head.equals(derivation.head())) {
          close(timeMs);
        }
        moveSafe();
      }
      return result;
    });
  }

  private void close(long timeMs) {
    derivation.close(timeMs).ifPresent(this::seal);
    if (derivation.open().isEmpty()) {
      sealForcedBefore(SecondsDerivation.secondOf(timeMs));
    }
  }

  private SoftResult compare(RollupHead claimed) {
    RollupHead soft = derivation.head();
    if (claimed.number() > soft.number()) {
      return new SoftResult.Ahead();
    }
    if (claimed.number() < certified.number()) {
      return new SoftResult.Known();
    }
    Optional<RollupHead> computed = heads.at(claimed.number());
    if (computed.isEmpty()) {
      return new SoftResult.Known();
    }
    boolean wasCertified = claimed.number() == certified.number();
    return computed.get().equals(claimed)
        ? new SoftResult.Accepted()
        : new SoftResult.Contradiction(computed.get(), claimed, wasCertified);
  }

  /** Takes back all soft content above the newest certified second; streams must start again. */
  public void revertToCertified() {
    locked(() -> {
      Anchor safe = anchorAt(engine.safe().number());
      if (derivation.head().number() > safe.head().number()) {
        revertTo(safe);
        certified = safe.head();
        heads.add(certified);
      }
      return safe;
    });
  }

  /**
   * What the DA layer holds in the forced namespace from the chain's next sequence number on. Said
   * again after a restart it changes nothing.
   */
  public void addForced(List<ForcedTransaction> transactions) {
    locked(() -> {
      store.putForced(transactions);
      transactions.stream()
          .filter(transaction -> transaction.sequence() >= finalized.forced())
          .forEach(forced::add);
      return transactions;
    });
  }

  /** The first forced transaction that finality has not passed; those below are not needed. */
  public long finalForced() {
    return locked(finalized::forced);
  }

  /** Forgets all forced transactions, to be told them again from the first on. */
  public void resetForced() {
    locked(() -> {
      store.dropForcedBelow(Long.MAX_VALUE);
      forced.clear();
      return forced;
    });
  }

  /**
   * The DA path's next seconds, proven complete; durable when this returns.
   *
   * @return for each what was found on the soft chain
   */
  public List<FinalResult> finalizeSeconds(List<Second> seconds) {
    return finalizeSeconds(seconds, Long.MAX_VALUE, Long.MIN_VALUE);
  }

  /**
   * The same, with the forced transactions due.
   *
   * @param daHeight what was posted above it in the forced namespace does not exist yet
   * @param completeBefore no second before it will have anything more of the committee's
   * @return for each second, also those with forced transactions only, what was found
   */
  public List<FinalResult> finalizeSeconds(
      List<Second> seconds, long daHeight, long completeBefore) {
    return locked(() -> {
      List<FinalResult> results = new ArrayList<>(seconds.size());
      for (int i = 0; i < seconds.size(); i++) {
        // One ahead: its senders are recovered while the one before is sealed.
        if (i + 1 < seconds.size()) {
          announce(seconds.get(i + 1));
        }
        finalizeSecond(seconds.get(i), daHeight, results);
      }
      finalizeForcedBefore(completeBefore, daHeight, results);
      forced.dropBelow(finalized.forced());
      if (engine.finalized().number() < finalized.last().number()) {
        store.sync();
        engine.markFinalized(finalized.last().number());
      }
      return results;
    });
  }

  private void announce(Second next) {
    if (next.after().number() > derivation.head().number()) {
      engine.announce(next.transactions());
    }
  }

  private void finalizeSecond(Second second, long daHeight, List<FinalResult> results) {
    if (second.after().number() <= finalized.head().number()) {
      results.add(knownFinal(second));
      return;
    }
    if (!second.before().equals(finalized.head())) {
      throw new IllegalStateException(
          "a second after %s cannot follow the finalized %s: a bug, stop and report it"
              .formatted(second.before(), finalized.head()));
    }
    finalizeForcedBefore(second.epochSecond(), daHeight, results);
    finalizeFull(full(second, finalized, daHeight), results);
  }

  private void finalizeForcedBefore(long second, long daHeight, List<FinalResult> results) {
    Optional<FullSecond> due = forcedBefore(second, finalized, daHeight);
    while (due.isPresent()) {
      finalizeFull(due.get(), results);
      due = forcedBefore(second, finalized, daHeight);
    }
  }

  private void finalizeFull(FullSecond second, List<FinalResult> results) {
    results.add(reconcile(second));
    markFinal(anchorAfter(finalized));
  }

  private FinalResult knownFinal(Second second) {
    if (second.after().equals(finalized.head())) {
      return new FinalResult.Known();
    }
    Optional<Anchor> at = store.anchorAtOrBelow(finalized.last().number());
    while (at.isPresent() && at.get().head().number() > second.after().number()) {
      at = store.anchorAtOrBelow(at.get().last().number() - 1);
    }
    if (at.filter(anchor -> anchor.holds(second)).isPresent()) {
      return new FinalResult.Known();
    }
    throw new IllegalStateException(
        "the DA layer now says %s where %s is final: the DA layer or the trust root changed, stop"
            .formatted(second.after(), at.map(Anchor::head)));
  }

  private FinalResult reconcile(FullSecond second) {
    Optional<Anchor> sealed = store.anchorAbove(finalized.last().number());
    if (sealed.filter(anchor -> anchor.holds(second)).isPresent()) {
      return new FinalResult.Agreed();
    }
    Optional<RollupHead> contradicted = contradicted(second);
    if (contradicted.isPresent()) {
      return replace(contradicted.get(), second);
    }
    if (sealed.isPresent()) {
      return new FinalResult.Replaced(takeBack(second));
    }
    if (second.isForcedOnly()) {
      sealUnderOpen(second);
      return new FinalResult.Extended();
    }
    boolean isComplete = derivation.head().equals(second.after());
    extend(second);
    return isComplete ? new FinalResult.Agreed() : new FinalResult.Extended();
  }

  /** The head of what the soft path says the committee ordered in the second, if it is other. */
  private Optional<RollupHead> contradicted(FullSecond second) {
    if (second.isForcedOnly()) {
      return Optional.empty();
    }
    Optional<Anchor> sealed = store.anchorAbove(finalized.last().number());
    while (sealed.isPresent() && sealed.get().head().equals(finalized.head())) {
      sealed = store.anchorAbove(sealed.get().last().number());
    }
    if (sealed.isPresent()) {
      Anchor it = sealed.get();
      boolean isSame =
          it.head().equals(second.after()) && it.closedSecond() == second.epochSecond();
      return isSame ? Optional.empty() : Optional.of(it.head());
    }
    RollupHead soft = derivation.head();
    return isOnTheWay(soft, second) ? Optional.empty() : Optional.of(soft);
  }

  /** Whether what the soft path has of the open second is the beginning of {@code second}. */
  private static boolean isOnTheWay(RollupHead soft, FullSecond second) {
    RollupHead at = second.before();
    for (RollupBlock block : second.blocks()) {
      if (at.number() == soft.number()) {
        break;
      }
      at = at.next(block);
    }
    return at.equals(soft);
  }

  private void extend(FullSecond second) {
    if (!second.isForcedOnly()) {
      derivation = new SecondsDerivation(second.after(), second.epochSecond());
    }
    seal(second);
  }

  private FinalResult replace(RollupHead soft, FullSecond second) {
    boolean wasCertified = soft.number() <= certified.number();
    long reverted = takeBack(second);
    return new FinalResult.Reorganised(soft, second.after(), wasCertified, reverted);
  }

  /** Puts the second in the place of everything that is not final; how many blocks that was. */
  private long takeBack(FullSecond second) {
    long reverted = engine.head().number() - finalized.last().number();
    revertTo(finalized);
    certified = finalized.head();
    certifiedTimeMs = 0;
    heads.add(certified);
    extend(second);
    return reverted;
  }

  /** The open second is executed again after what comes before it. */
  private void sealUnderOpen(FullSecond second) {
    seal(second);
    List<RollupBlock> open = derivation.open();
    if (!open.isEmpty()) {
      showForced(SecondsDerivation.secondOf(open.getFirst().timeMs()));
      open.forEach(this::showPending);
    }
  }

  private void markFinal(Anchor anchor) {
    finalized = anchor;
    if (anchor.last().number() > engine.safe().number()) {
      engine.markSafe(anchor.last().number());
    }
    if (anchor.head().number() > certified.number()) {
      certified = anchor.head();
      heads.add(certified);
      heads.dropBelow(certified.number());
    }
  }

  private Anchor anchorAfter(Anchor anchor) {
    return store
        .anchorAbove(anchor.last().number())
        .orElseThrow(() -> new IllegalStateException("the sealed second left no anchor: a bug"));
  }

  private Anchor anchorAt(long number) {
    return store
        .anchorAtOrBelow(number)
        .orElseGet(() -> Anchor.genesis(genesis(engine), derivation.head().rollup()));
  }

  private void revertTo(Anchor anchor) {
    engine.dropPending();
    pending.clear();
    store.dropAnchorsAbove(anchor.last().number());
    engine.revertTo(anchor.last().number());
    derivation = new SecondsDerivation(anchor.head(), anchor.closedSecond());
    newest = anchor;
    heads.clear();
    generation++;
    listeners.forEach(listener -> listener.reverted(anchor.last()));
  }

  /** Seals a committee's second and what is due before it and in it. */
  private void seal(Second second) {
    sealForcedBefore(second.epochSecond());
    seal(full(second, newest, Long.MAX_VALUE));
  }

  private void sealForcedBefore(long second) {
    Optional<FullSecond> due = forcedBefore(second, newest, Long.MAX_VALUE);
    while (due.isPresent()) {
      seal(due.get());
      due = forcedBefore(second, newest, Long.MAX_VALUE);
    }
  }

  private FullSecond full(Second second, Anchor before, long toDaHeight) {
    return FullSecond.of(
        second,
        forced.upTo(
            before.forced(), second.epochSecond(), toDaHeight, hash -> isHeld(hash, before)));
  }

  /**
   * The next second in which the committee ordered nothing and something forced is due: the one it
   * is due in, or the first that is still free.
   */
  private Optional<FullSecond> forcedBefore(long limit, Anchor after, long toDaHeight) {
    return forced
        .first(after.forced(), limit, toDaHeight, hash -> isHeld(hash, after))
        .map(first -> Math.max(first.due(), after.epochSecond() + 1))
        .filter(second -> second < limit)
        .map(second ->
            FullSecond.forcedOnly(
                second,
                after.head(),
                forced.upTo(after.forced(), second, toDaHeight, hash -> isHeld(hash, after))));
  }

  /** Whether the chain up to a point holds a transaction. */
  private boolean isHeld(Hash hash, Anchor upTo) {
    return record(hash)
        .filter(r -> r.outcome() instanceof Included)
        .filter(r -> r.block().number() <= upTo.last().number())
        .isPresent();
  }

  private void seal(FullSecond second) {
    pending.clear();
    SecondSealer.SealedSecond sealed = sealer.seal(second, newest);
    store.put(sealed.anchor(), worthKeeping(sealed.records()));
    Anchor anchor = sealed.anchor();
    newest = anchor;
    listeners.forEach(listener -> listener.sealed(anchor.first(), anchor.last()));
  }

  /** A transaction that is on the chain keeps its record when a copy of it is skipped later. */
  private List<TransactionRecord> worthKeeping(List<TransactionRecord> records) {
    List<TransactionRecord> kept = new ArrayList<>(records.size());
    Map<Hash, TransactionRecord> fresh = new HashMap<>();
    for (TransactionRecord record : records) {
      Hash hash = record.outcome().txHash();
      boolean included = record.outcome() instanceof Included;
      if (included || !(fresh.containsKey(hash) || isIncluded(hash))) {
        kept.add(record);
        fresh.put(hash, record);
      }
    }
    return kept;
  }

  private boolean isIncluded(Hash hash) {
    return record(hash).filter(r -> r.outcome() instanceof Included).isPresent();
  }

  private void moveSafe() {
    long closedBefore = SecondsDerivation.secondOf(certifiedTimeMs);
    Anchor newest = anchorAt(engine.safe().number());
    Optional<Anchor> next = store.anchorAbove(newest.last().number());
    while (next.isPresent()
        && next.get().head().number() <= certified.number()
        && next.get().epochSecond() < closedBefore) {
      newest = next.get();
      next = store.anchorAbove(newest.last().number());
    }
    if (newest.last().number() > engine.safe().number()) {
      engine.markSafe(newest.last().number());
    }
  }

  private void showPending(RollupBlock block) {
    BlockPlan plan =
        rules.plan(
            engine.head(), SecondsDerivation.secondOf(block.timeMs()), derivation.headBeforeOpen());
    List<TransactionOutcome> outcomes = engine.showPending(plan, block.transactions());
    for (int i = 0; i < outcomes.size(); i++) {
      showPending(new Origin.Ordered(block.number(), i, block.height()), outcomes.get(i));
    }
    listeners.forEach(listener -> listener.pending(outcomes));
  }

  /** Shows what is due at the beginning of the open second. */
  private void showForced(long second) {
    List<ForcedTransaction> due =
        forced
            .upTo(newest.forced(), second, Long.MAX_VALUE, hash -> isHeld(hash, newest))
            .transactions();
    if (due.isEmpty()) {
      return;
    }
    BlockPlan plan = rules.plan(engine.head(), second, derivation.headBeforeOpen());
    List<TransactionOutcome> outcomes =
        engine.showPending(plan, due.stream().map(ForcedTransaction::raw).toList());
    for (int i = 0; i < outcomes.size(); i++) {
      showPending(new Origin.Forced(due.get(i).daHeight()), outcomes.get(i));
    }
    listeners.forEach(listener -> listener.pending(outcomes));
  }

  private void showPending(Origin origin, TransactionOutcome outcome) {
    PendingRecord fresh = new PendingRecord(origin, outcome);
    pending.merge(
        outcome.txHash(), fresh, (old, _) -> old.outcome() instanceof Included ? old : fresh);
  }

  /** What the sealed chain did with a transaction; empty when it does not hold it. */
  public Optional<TransactionRecord> record(Hash txHash) {
    return store
        .record(txHash)
        .filter(r -> engine.block(r.block().number()).equals(Optional.of(r.block())));
  }

  /** What the open second did with a transaction. */
  public Optional<PendingRecord> pendingRecord(Hash txHash) {
    return Optional.ofNullable(pending.get(txHash));
  }

  /** The anchor of the second an EVM block belongs to. */
  public Optional<Anchor> anchorOf(long evmNumber) {
    return evmNumber == 0 ? Optional.empty() : store.anchorAbove(evmNumber - 1);
  }

  private <T> T locked(java.util.function.Supplier<T> action) {
    lock.lock();
    try {
      Tips before = tips;
      T result = action.get();
      tips = snapshot();
      boolean tagsMoved =
          !before.safe().equals(tips.safe())
              || !before.finalizedBlock().equals(tips.finalizedBlock());
      if (tagsMoved) {
        listeners.forEach(ChainListener::tagsMoved);
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  private Tips snapshot() {
    return new Tips(
        derivation.head(),
        certified,
        finalized.head(),
        engine.head(),
        engine.safe(),
        finalized.last(),
        generation);
  }
}
