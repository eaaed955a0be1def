package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.node.signature.KnownKeys;
import metro.node.signature.SourceStanding;
import metro.node.testing.Await;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.state.Admission;
import metro.state.Admission.Admitted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hints make it quicker and change nothing else. */
final class SenderRecoveryTest {
  private static final int MANY = 200;

  private final Person alice = new Person(1);
  private final Bytes aliceKey = key(alice);
  private final Bytes bobKey = key(new Person(2));
  private final Counting secp = new Counting(_ -> true);
  private final KnownKeys keys = new KnownKeys(_ -> Optional.empty());
  private final SenderRecovery recovery = new SenderRecovery(secp, keys, IngressLimits.defaults(1));

  /** The real thing; counts recoveries, and those of some digests wait for the gate. */
  private static final class Counting implements Secp256k1 {
    private final Secp256k1 real = Secp256k1.fastest();
    private final Predicate<byte[]> held;
    final AtomicInteger recoveries = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile CountDownLatch arrived = new CountDownLatch(0);

    Counting(Predicate<byte[]> held) {
      this.held = held;
    }

    @Override
    public Optional<byte[]> recover(byte[] digest, Signature signature) {
      if (held.test(digest)) {
        waitForGate();
      }
      recoveries.incrementAndGet();
      return real.recover(digest, signature);
    }

    private void waitForGate() {
      arrived.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean verify(byte[] digest, Signature signature, byte[] publicKey) {
      return real.verify(digest, signature, publicKey);
    }

    @Override
    public Signature sign(byte[] digest, byte[] privateKey) {
      return real.sign(digest, privateKey);
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      return real.publicKey(privateKey);
    }
  }

  private static Bytes key(Person person) {
    return Bytes.wrap(Secp256k1.fastest().publicKey(person.privateKey()));
  }

  @AfterEach
  void close() {
    recovery.close();
  }

  private Admitted transfer(int nonce) {
    return (Admitted) Admission.of(alice.transfer(TestCommittee.A, nonce));
  }

  private CompletableFuture<List<SignedTransaction>> submit(int nonce, Optional<SignerHint> hint) {
    return recovery.submit(List.of(transfer(nonce)), hint).orElseThrow();
  }

  /** Submits many while the only thread is held up, so that they wait together. */
  private void submitTogether(int firstNonce, SignerHint hint) throws Exception {
    secp.arrived = new CountDownLatch(1);
    secp.gate = new CountDownLatch(1);
    List<CompletableFuture<List<SignedTransaction>>> answers = new ArrayList<>();
    answers.add(submit(firstNonce, Optional.empty()));
    assertThat(secp.arrived.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i < MANY; i++) {
      answers.add(submit(firstNonce + i, Optional.of(hint)));
    }
    secp.gate.countDown();
    for (CompletableFuture<List<SignedTransaction>> answer : answers) {
      List<SignedTransaction> signed = answer.get(30, TimeUnit.SECONDS);
      assertThat(signed).hasSize(1);
      assertThat(signed.getFirst().sender()).isEqualTo(alice.address());
      assertThat(signed.getFirst().publicKey()).isEqualTo(aliceKey);
    }
  }

  @Test
  void whatWaitsTogetherIsCheckedTogetherOnceTheSourceIsTrusted() throws Exception {
    SignerHint hint = new SignerHint(List.of(aliceKey), "here");
    submitTogether(0, hint);
    assertThat(secp.recoveries.get()).as("on probation").isEqualTo(MANY);
    submitTogether(MANY, hint);
    assertThat(secp.recoveries.get()).as("one held it up").isEqualTo(MANY + 1);
    assertThat(keys.find(alice.address())).contains(aliceKey);
  }

  @Test
  void aWrongHintPutsItsSourceAsideAndNobodyElse() throws Exception {
    SignerHint right = new SignerHint(List.of(aliceKey), "here");
    SignerHint wrong = new SignerHint(List.of(bobKey), "there");
    submitTogether(0, right);
    for (int i = 0; i < SourceStanding.PROBATION; i++) {
      submit(MANY + i, Optional.of(new SignerHint(List.of(aliceKey), "there"))).get();
    }
    submitTogether(2 * MANY, wrong);
    int before = secp.recoveries.get();
    submitTogether(3 * MANY, new SignerHint(List.of(aliceKey), "there"));
    assertThat(secp.recoveries.get() - before).as("aside").isEqualTo(MANY);
    submitTogether(4 * MANY, right);
    assertThat(secp.recoveries.get() - before).isEqualTo(MANY + 1);
  }

  @Test
  void answersComeInTheOrderOfSubmissionWhicheverThreadIsQuicker() throws Exception {
    byte[] first = transfer(0).transaction().signingHash().bytes();
    Counting slow = new Counting(digest -> Arrays.equals(digest, first));
    slow.arrived = new CountDownLatch(1);
    slow.gate = new CountDownLatch(1);
    SenderRecovery two = new SenderRecovery(slow, keys, IngressLimits.defaults(2));
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int nonce = 0; nonce < MANY; nonce++) {
      int n = nonce;
      var answer = two.submit(List.of(transfer(nonce)), Optional.empty()).orElseThrow();
      all.add(answer.thenAccept(_ -> order.add(n)));
      if (n == 0) {
        assertThat(slow.arrived.await(30, TimeUnit.SECONDS)).isTrue();
      }
    }
    Await.until("the others are found", () -> slow.recoveries.get() == MANY - 1);
    assertThat(order).isEmpty();
    slow.gate.countDown();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    assertThat(order).hasSize(MANY).isSorted();
    two.close();
  }

  @Test
  void legsAreAnsweredUpToTheFirstThatNobodySigned() throws Exception {
    Admitted good = transfer(1);
    List<Admitted> legs = List.of(good, unsigned(good), transfer(2));
    SignerHint hint = new SignerHint(List.of(aliceKey, aliceKey, aliceKey), "here");
    List<SignedTransaction> found =
        recovery.submit(legs, Optional.of(hint)).orElseThrow().get(30, TimeUnit.SECONDS);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().admitted()).isEqualTo(good);
  }

  /** The same transaction with an r that is on no point of the curve. */
  private static Admitted unsigned(Admitted good) {
    FeeMarketTransaction t = (FeeMarketTransaction) good.transaction();
    Signature s = new Signature(0, UInt256.of(5), t.signature().s());
    Bytes raw = Bytes.wrap(t.withSignature(s).encode());
    return (Admitted) Admission.of(raw);
  }
}
