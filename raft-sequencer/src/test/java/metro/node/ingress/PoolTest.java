package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.state.Admission;
import metro.state.BlockVerifier;
import metro.state.Bundle;
import metro.state.ChangeSet;
import metro.state.Ledger;
import metro.state.LedgerView;
import metro.state.NativeCall;
import metro.state.Outcome;
import metro.state.ProposedSender.FirstSeen;
import metro.state.RejectReason;
import metro.state.Speculation;
import metro.state.StateKey;
import metro.state.StateReader;
import metro.state.StateValue;
import org.junit.jupiter.api.Test;

final class PoolTest {
  private static final long P = SoloMember.P;
  private static final long STRICT = SoloMember.A;
  private static final long WINDOW = SoloMember.B;
  private static final long SPONSORED = SoloMember.C;
  private static final long GWEI = 1_000_000_000L;
  private static final long GAP_MS = 2_000;
  private static final long TTL_MS = 120_000;

  private final StateReader genesis = genesis();
  private final Replies replies = new Replies(Runnable::run);
  private final Wallet alice = new Wallet(1);
  private final Wallet bob = new Wallet(2);
  private IngressLimits limits = IngressLimits.defaults(2);
  private Pool pool = new Pool(limits, P, replies, BackPressure.NONE);
  private long nowMs = 1_700_000_000_000L;

  private static StateReader genesis() {
    TreeMap<StateKey, StateValue> store = new TreeMap<>();
    for (ChangeSet.Change change : Ledger.genesis(SoloMember.genesis()).changes()) {
      change.value().ifPresent(value -> store.put(change.key(), value));
    }
    return key -> Optional.ofNullable(store.get(key));
  }

  private void limit(IngressLimits newLimits) {
    limits = newLimits;
    pool = new Pool(limits, P, replies, BackPressure.NONE);
  }

  private LedgerView view() {
    return new LedgerView(genesis);
  }

  private static SignedTransaction signed(Bytes raw) {
    Admission.Admitted admitted = (Admission.Admitted) Admission.of(raw);
    byte[] key = new BlockVerifier(Secp256k1.fastest()).publicKey(admitted).orElseThrow();
    return new SignedTransaction(admitted, new FirstSeen(Bytes.wrap(key)));
  }

  private CompletableFuture<Verdict> add(Submission submission) {
    CompletableFuture<Verdict> reply = new CompletableFuture<>();
    pool.add(new Entry(submission, nowMs, reply), view(), 1, nowMs);
    replies.flush();
    return reply;
  }

  private CompletableFuture<Verdict> add(Bytes raw) {
    return add(new Submission.Single(signed(raw)));
  }

  private void put(Bytes raw) {
    assertThat(add(raw)).isNotDone();
  }

  private CompletableFuture<Verdict> addBundle(Bytes... legs) {
    Bundle bundle = new Bundle(0, 10, List.of(legs));
    List<SignedTransaction> signed = List.of(legs).stream().map(PoolTest::signed).toList();
    return add(new Submission.Bundled(bundle, signed));
  }

  /** One block of everything that is ready, on the genesis state. */
  private List<Bytes> order() {
    Speculation block = new Speculation(genesis, 1, nowMs);
    List<Bytes> taken = new ArrayList<>();
    for (Entry entry : pool.eligibleBundles(1, nowMs)) {
      switch (block.offer(entry.submission.proposed())) {
        case Outcome.Accepted _ -> {
          entry.submission.legs().forEach(leg -> taken.add(leg.admitted().raw()));
          pool.taken(entry, block.view(), nowMs);
        }
        case Outcome.Rejected r -> pool.bundleRefused(entry, r, nowMs);
      }
    }
    for (Optional<Entry> e = pool.poll(nowMs); e.isPresent(); e = pool.poll(nowMs)) {
      switch (block.offer(e.get().submission.proposed())) {
        case Outcome.Accepted _ -> {
          taken.add(e.get().transaction().admitted().raw());
          pool.taken(e.get(), block.view(), nowMs);
        }
        case Outcome.Rejected r -> pool.refused(e.get(), r, block.view(), nowMs);
      }
    }
    replies.flush();
    return taken;
  }

  private void later(long ms) {
    nowMs += ms;
    pool.expire(view(), 1, nowMs);
    replies.flush();
  }

  private static Answer.Refused refused(CompletableFuture<Verdict> reply) {
    assertThat(reply).isDone();
    Verdict verdict = reply.join();
    assertThat(verdict).isInstanceOf(Verdict.Answered.class);
    Answer answer = ((Verdict.Answered) verdict).answer();
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return (Answer.Refused) answer;
  }

  private static RejectReason reason(CompletableFuture<Verdict> reply) {
    return refused(reply).reason();
  }

  private void assertEmpty() {
    assertThat(pool.size()).isZero();
    assertThat(pool.bytes()).isZero();
    for (Wallet wallet : List.of(alice, bob)) {
      assertThat(pool.heldFrom(wallet.address())).isZero();
    }
  }

  @Test
  void ordersALaneByNonceHoweverItArrives() {
    Bytes zero = alice.transfer(STRICT, 0, 1);
    Bytes one = alice.transfer(STRICT, 1, 1);
    Bytes two = alice.transfer(STRICT, 2, 1);
    put(two);
    put(one);
    assertThat(order()).isEmpty();
    put(zero);
    assertThat(order()).containsExactly(zero, one, two);
    assertEmpty();
  }

  @Test
  void parksFifteenAheadAndRefusesTheNextWithTheNonceItExpects() {
    put(alice.transfer(STRICT, 0, 1));
    assertThat(add(alice.transfer(STRICT, 16, 1))).isNotDone();
    Answer.Refused tooHigh = refused(add(alice.transfer(STRICT, 17, 1)));
    assertThat(tooHigh.reason()).isEqualTo(RejectReason.NONCE_TOO_HIGH);
    assertThat(tooHigh.expectedNonce()).isEqualTo(1);
  }

  @Test
  void aGapOnAStrictLaneIsRefusedAfterTheWait() {
    CompletableFuture<Verdict> ahead = add(alice.transfer(STRICT, 3, 1));
    later(GAP_MS - 1);
    assertThat(ahead).isNotDone();
    later(1);
    assertThat(reason(ahead)).isEqualTo(RejectReason.NONCE_TOO_HIGH);
    assertEmpty();
  }

  @Test
  void aGapOnATolerantLaneIsOrderedAfterTheWait() {
    Bytes three = alice.transfer(WINDOW, 3, 1);
    put(three);
    assertThat(order()).isEmpty();
    later(GAP_MS);
    assertThat(order()).containsExactly(three);
  }

  @Test
  void aNonceBelowTheLaneIsRefusedAtOnce() {
    assertThat(reason(add(alice.transfer(STRICT, -1, 1)))).isEqualTo(RejectReason.NONCE_MAX);
    assertThat(reason(add(alice.transfer(STRICT, Long.MIN_VALUE, 1))))
        .isEqualTo(RejectReason.NONCE_TOO_HIGH);
  }

  @Test
  void replacesForTenPercentMoreOnly() {
    Bytes old = alice.priced(STRICT, 1, 1, 100 * GWEI);
    Bytes little = alice.priced(STRICT, 1, 2, 109 * GWEI);
    Bytes enough = alice.priced(STRICT, 1, 3, 110 * GWEI);
    CompletableFuture<Verdict> first = add(old);
    assertThat(reason(add(little))).isEqualTo(RejectReason.REPLACEMENT_UNDERPRICED);
    CompletableFuture<Verdict> second = add(enough);
    assertThat(reason(first)).isEqualTo(RejectReason.REPLACED);
    assertThat(second).isNotDone();
    Bytes zero = alice.transfer(STRICT, 0, 1);
    put(zero);
    assertThat(order()).containsExactly(zero, enough);
    assertEmpty();
  }

  @Test
  void aSponsorPaysForThreeReplacementsOfANonce() {
    long price = 100 * GWEI;
    put(bob.priced(SPONSORED, 1, 0, price));
    for (int i = 1; i <= limits.maxSponsoredReplacements(); i++) {
      price = price * 12 / 10;
      assertThat(add(bob.priced(SPONSORED, 1, i, price))).isNotDone();
    }
    assertThat(reason(add(bob.priced(SPONSORED, 1, 9, price * 2))))
        .isEqualTo(RejectReason.REPLACEMENT_UNDERPRICED);
  }

  @Test
  void aCancellationTakesBackWhatWaitsAndIsNotOrderedItself() {
    Bytes doomed = alice.transfer(STRICT, 1, 1);
    CompletableFuture<Verdict> first = add(doomed);
    CompletableFuture<Verdict> cancel = add(alice.cancel(STRICT, 1));
    assertThat(reason(first)).isEqualTo(RejectReason.CANCELLED);
    assertThat(cancel.join())
        .isEqualTo(new Verdict.Answered(new Answer.TookBack(Wallet.hash(doomed))));
    assertEmpty();
  }

  @Test
  void aCancellationOfNothingIsAnOrdinaryTransaction() {
    Bytes alone = alice.cancel(STRICT, 0);
    put(alone);
    assertThat(order()).containsExactly(alone);
  }

  @Test
  void theSumOfHoldsNeverExceedsTheBalance() {
    long half = SoloMember.CREDIT / 2;
    CompletableFuture<Verdict> first =
        add(alice.call(P, 0, new NativeCall.Transfer(bob.address(), half)));
    CompletableFuture<Verdict> second =
        add(alice.call(P, 1, new NativeCall.Transfer(bob.address(), half)));
    assertThat(first).isNotDone();
    assertThat(reason(second)).isEqualTo(RejectReason.INSUFFICIENT_FUNDS);
    assertThat(pool.heldFrom(alice.address())).isBetween(half, SoloMember.CREDIT);
    assertThat(order()).hasSize(1);
    assertEmpty();
  }

  @Test
  void whoHasNothingIsRefusedUnlessSomebodyPays() {
    Wallet poor = new Wallet(99);
    assertThat(reason(add(poor.transfer(STRICT, 0, 1)))).isEqualTo(RejectReason.INSUFFICIENT_FUNDS);
    Bytes sponsored = poor.transfer(SPONSORED, 0, 1);
    put(sponsored);
    assertThat(pool.heldFrom(alice.address())).isPositive();
    assertThat(order()).containsExactly(sponsored);
    assertEmpty();
  }

  @Test
  void oneSenderFillsNotMoreThanItsShare() {
    for (int i = 0; i < limits.maxPerSender(); i++) {
      assertThat(add(alice.transfer(STRICT, i, 1))).isNotDone();
    }
    assertThat(reason(add(alice.transfer(STRICT, limits.maxPerSender(), 1))))
        .isEqualTo(RejectReason.SENDER_LIMIT);
  }

  @Test
  void oneRollupFillsNotMoreThanHalfThePool() {
    limit(limits.withPool(1000, 4_000));
    assertThat(add(alice.withData(STRICT, 0, 1_500))).isNotDone();
    Answer.Refused full = refused(add(bob.withData(STRICT, 0, 1_500)));
    assertThat(full.reason()).isEqualTo(RejectReason.POOL_FULL);
    assertThat(full.retryAfterMs()).isPositive();
    assertThat(add(bob.withData(WINDOW, 0, 1_500))).isNotDone();
  }

  @Test
  void rollupsTakeTurnsHoweverMuchOneSends() {
    for (int i = 0; i < 5; i++) {
      put(alice.transfer(STRICT, i, 1));
    }
    Bytes other = bob.transfer(WINDOW, 0, 1);
    put(other);
    assertThat(order().indexOf(other)).isEqualTo(1);
  }

  @Test
  void whatWaitsTooLongIsAnswered() {
    limit(limits.withWaits(Duration.ofHours(1), Duration.ofMillis(TTL_MS), Duration.ofHours(1)));
    CompletableFuture<Verdict> parked = add(alice.transfer(STRICT, 2, 1));
    later(TTL_MS);
    assertThat(reason(parked)).isEqualTo(RejectReason.EXPIRED);
    assertEmpty();
  }

  @Test
  void aBundleIsOrderedSideBySide() {
    Bytes first = alice.transfer(STRICT, 0, 1);
    Bytes second = alice.transfer(WINDOW, 0, 1);
    Bytes third = alice.transfer(STRICT, 1, 1);
    CompletableFuture<Verdict> bundle = addBundle(first, second, third);
    assertThat(bundle).isNotDone();
    assertThat(order()).containsExactly(first, second, third);
    assertEmpty();
  }

  @Test
  void aBundleWithALegThatCannotStandIsRefusedWholeAndHoldsNothing() {
    Bytes good = alice.transfer(STRICT, 0, 1);
    CompletableFuture<Verdict> bundle = addBundle(good, alice.transfer(WINDOW, 5_000, 1));
    assertThat(order()).isEmpty();
    Answer.Refused refused = refused(bundle);
    assertThat(refused.reason()).isEqualTo(RejectReason.NONCE_TOO_HIGH);
    assertThat(refused.leg()).isEqualTo(1);
    assertEmpty();
  }

  @Test
  void aBundleWaitsForANonceThatIsOnItsWay() {
    Bytes leg = alice.transfer(STRICT, 1, 1);
    CompletableFuture<Verdict> bundle = addBundle(leg);
    assertThat(order()).isEmpty();
    assertThat(bundle).isNotDone();
    later(GAP_MS);
    assertThat(order()).isEmpty();
    assertThat(reason(bundle)).isEqualTo(RejectReason.NONCE_TOO_HIGH);
    assertEmpty();
  }

  @Test
  void aBundleIsRefusedWhenItsLastHeightHasPassed() {
    CompletableFuture<Verdict> bundle = addBundle(alice.transfer(STRICT, 0, 1));
    pool.expire(view(), 11, nowMs);
    replies.flush();
    assertThat(reason(bundle)).isEqualTo(RejectReason.BUNDLE_EXPIRED);
    assertEmpty();
  }

  @Test
  void everythingIsAnsweredWhenLeadershipIsLost() {
    CompletableFuture<Verdict> waiting = add(alice.transfer(STRICT, 5, 1));
    CompletableFuture<Verdict> bundle = addBundle(bob.transfer(STRICT, 0, 1));
    pool.clear(new Verdict.NotLeading(Optional.of("b")));
    replies.flush();
    assertThat(waiting.join()).isEqualTo(new Verdict.NotLeading(Optional.of("b")));
    assertThat(bundle.join()).isEqualTo(new Verdict.NotLeading(Optional.of("b")));
    assertEmpty();
  }

  @Test
  void randomTrafficLeavesNothingBehindAndOverdrawsNobody() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long[] chains = {STRICT, WINDOW, SPONSORED};
    List<Wallet> wallets = List.of(alice, bob);
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<Verdict>> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Wallet wallet = wallets.get(random.nextInt(2));
        long chain = chains[random.nextInt(chains.length)];
        long nonce = random.nextInt(6);
        sent.add(
            switch (random.nextInt(4)) {
              case 0 -> add(wallet.cancel(chain, nonce));
              case 1 -> add(wallet.priced(chain, nonce, i, random.nextInt(1, 200) * GWEI));
              case 2 ->
                  addBundle(wallet.transfer(chain, nonce, i), wallet.transfer(STRICT, nonce, i));
              default -> add(wallet.transfer(chain, nonce, i));
            });
        for (Wallet w : wallets) {
          long balance = view().account(w.address()).balance();
          assertThat(pool.heldFrom(w.address())).isBetween(0L, balance);
        }
      }
      assertThat(order()).doesNotHaveDuplicates();
      pool.clear(new Verdict.Lost());
      replies.flush();
      assertEmpty();
      assertThat(sent.stream().filter(CompletableFuture::isDone).count()).isPositive();
    }
  }
}
