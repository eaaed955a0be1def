package metro.node.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import metro.ethereum.Secp256k1;
import metro.node.apply.Applier;
import metro.node.chain.ChainEvents;
import metro.node.log.SingleProcessLog;
import metro.node.signature.KnownKeys;
import metro.node.store.Store;
import metro.node.store.StoredChain;
import metro.node.testing.Await;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.soft.Certificate;
import metro.soft.FileGuardStore;
import metro.soft.MemberKey;
import metro.soft.SigningGuard;
import metro.soft.SoftCommit;
import metro.state.BlockHeader;
import metro.state.Genesis;
import metro.state.Ledger;
import metro.state.LedgerView;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealerTest {
  private static final RollupId A = TestCommittee.A;
  private static final long NOW_MS = 1_700_000_000_000L;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Person alice = new Person(1);
  private final Person bob = new Person(2);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(NOW_MS));
  @TempDir Path directory;

  /** Member a of three: log, store and sealer, without peers. */
  private final class Member implements AutoCloseable {
    final List<SoftCommit> released = new CopyOnWriteArrayList<>();
    final List<String> fatal = new CopyOnWriteArrayList<>();
    final ChainEvents events = new ChainEvents();
    final Store store;
    final StoredChain chain;
    final SingleProcessLog log;
    final FileGuardStore guardStore;
    final Commits commits = new Commits();
    final Certifier certifier;
    final BlockCheck check;
    final Sealer sealer;

    Member() throws IOException {
      this(Sealer.PATIENCE);
    }

    Member(Duration patience) throws IOException {
      Genesis genesis = TestCommittee.genesis(3);
      store = Store.open(directory.resolve("state"), Ledger.genesis(genesis));
      chain = new StoredChain(store, events);
      KnownKeys keys =
          new KnownKeys(address -> new LedgerView(chain.view()).account(address).publicKey());
      check = new BlockCheck(Secp256k1.fastest(), keys, 2);
      log = new SingleProcessLog("a", store, new Applier(store, events), (w, c) -> fatal.add(w));
      guardStore = FileGuardStore.open(directory.resolve("guard"));
      MemberKey key = MemberKey.of(TestCommittee.memberKey(0));
      SigningGuard guard = SigningGuard.open(key, guardStore, true);
      commits.listen(released::add);
      certifier = new Certifier(genesis.committee(), chain, commits, guard, (w, c) -> fatal.add(w));
      InstantSource clock = now::get;
      sealer = new Sealer(chain, check, guard, commits, certifier, clock, patience);
      sealer.start();
    }

    BlockHeader propose(long timeMs, ProposedTransaction transaction) throws Exception {
      return log.propose(new BlockProposal(timeMs, false, List.of(transaction)))
          .get(10, TimeUnit.SECONDS)
          .block()
          .orElseThrow()
          .header();
    }

    /** Waits until the newest signature that has left is the one of {@code height}. */
    void awaitReleased(long height) {
      Await.until(
          "the signature of height " + height + " is released",
          () -> !released.isEmpty() && released.getLast().header().height() == height);
    }

    @Override
    public void close() throws IOException {
      sealer.close();
      check.close();
      log.close();
      events.close();
      store.close();
      guardStore.close();
    }
  }

  private static SoftCommit commitOf(int member, BlockHeader header) {
    MemberKey key = MemberKey.of(TestCommittee.memberKey(member));
    return new SoftCommit(header, key.address(), key.sign(metro.soft.CommitMessage.of(header)));
  }

  private static BlockHeader heightened(BlockHeader header) {
    return changed(header, header.height() + 1, header.timeMs());
  }

  private static BlockHeader changed(BlockHeader own, long height, long timeMs) {
    return new BlockHeader(
        own.committee(),
        own.epoch(),
        height,
        own.parent(),
        timeMs,
        own.firstSeq(),
        own.itemCount(),
        own.itemsRoot(),
        own.rollupsRoot(),
        own.stateHash(),
        own.nextCommitteeHash(),
        own.extRoot(),
        own.postedBatch());
  }

  @Test
  void signsWhatItAppliedAndCertifiesWithAPeer() throws Exception {
    try (Member member = new Member()) {
      BlockHeader header = member.propose(NOW_MS, alice.proposed(A, 0));
      Await.until("the header is signed", () -> !member.released.isEmpty());
      assertThat(member.released.getFirst().header()).isEqualTo(header);
      assertThat(member.chain.newestCertificate()).isEmpty();
      member.certifier.add(commitOf(1, header));
      Await.until("it is certified", () -> member.certifier.certifiedHeight() == 1);
      Certificate certificate = member.chain.newestCertificate().orElseThrow();
      assertThat(certificate.header()).isEqualTo(header);
      assertThat(member.chain.certificateCovering(1)).contains(certificate);
    }
  }

  @Test
  void whatIsAppliedWhileASignatureWaitsForOthersIsCoveredByTheNext() throws Exception {
    try (Member member = new Member(FOR_EVER)) {
      List<BlockHeader> headers = new ArrayList<>();
      headers.add(member.propose(NOW_MS, alice.proposed(A, 0)));
      Await.until("the first is signed", () -> member.sealer.signedHeight() == 1);
      for (int nonce = 1; nonce < 9; nonce++) {
        headers.add(member.propose(NOW_MS, alice.proposed(A, nonce)));
      }
      member.certifier.add(commitOf(1, headers.getFirst()));
      Await.until("the roundest is signed", () -> member.sealer.signedHeight() == 8);
      member.certifier.add(commitOf(2, headers.get(7)));
      member.awaitReleased(9);
      assertThat(member.released)
          .extracting(commit -> commit.header().height())
          .containsExactly(1L, 8L, 9L);
    }
  }

  @Test
  void aPeerThatSignedMoreEndsTheWait() throws Exception {
    try (Member member = new Member(FOR_EVER)) {
      BlockHeader first = member.propose(NOW_MS, alice.proposed(A, 0));
      Await.until("the first is signed", () -> member.sealer.signedHeight() == 1);
      member.certifier.add(commitOf(1, heightened(first)));
      member.propose(NOW_MS, alice.proposed(A, 1));
      Await.until("the second is signed", () -> member.sealer.signedHeight() == 2);
      assertThat(member.certifier.certifiedHeight()).isZero();
    }
  }

  @Test
  void withoutOthersItGoesOnWhenItsPatienceEnds() throws Exception {
    try (Member member = new Member(Duration.ofMillis(1))) {
      for (int nonce = 0; nonce < 3; nonce++) {
        long height = member.propose(NOW_MS, alice.proposed(A, nonce)).height();
        Await.until("it is signed", () -> member.sealer.signedHeight() == height);
      }
    }
  }

  @Test
  void remembersASignatureThatCameTooLateToCount() throws Exception {
    try (Member member = new Member()) {
      BlockHeader header = member.propose(NOW_MS, alice.proposed(A, 0));
      member.certifier.add(commitOf(1, header));
      Await.until("it is certified", () -> member.certifier.certifiedHeight() == 1);
      SoftCommit late = commitOf(2, header);
      member.certifier.add(late);
      assertThat(member.commits.newest()).contains(late);
    }
  }

  @Test
  void keepsACertificateThatComesBeforeItsBlock() throws Exception {
    BlockHeader header;
    try (Member member = new Member()) {
      header = member.propose(NOW_MS, alice.proposed(A, 0));
    }
    metro.node.store.Directories.delete(directory.resolve("state"));
    metro.node.store.Directories.delete(directory.resolve("guard"));
    try (Member member = new Member()) {
      member.certifier.add(commitOf(1, header));
      member.certifier.add(commitOf(2, header));
      assertThat(member.chain.newestCertificate()).isEmpty();
      member.propose(NOW_MS, alice.proposed(A, 0));
      Await.until("it is certified", () -> member.certifier.certifiedHeight() == 1);
    }
  }

  @Test
  void stopsWhenAMajoritySignedAnotherHeader() throws Exception {
    try (Member member = new Member()) {
      BlockHeader own = member.propose(NOW_MS, alice.proposed(A, 0));
      BlockHeader other = changed(own, own.height(), own.timeMs() + 1);
      member.certifier.add(commitOf(1, other));
      member.certifier.add(commitOf(2, other));
      assertThat(member.fatal).hasSize(1);
      assertThat(member.fatal.getFirst()).contains("diverged");
    }
  }

  @Test
  void signsNothingAnyMoreAfterAForgedItem() throws Exception {
    try (Member member = new Member()) {
      ProposedTransaction forged =
          new ProposedTransaction(alice.transfer(A, 0), bob.proposed(A, 0).sender());
      member.propose(NOW_MS, forged);
      Await.until("the member refuses", member.sealer::hasRefused);
      member.propose(NOW_MS, alice.proposed(A, 0));
      assertThat(member.released).isEmpty();
    }
  }

  @Test
  void doesNotSignAheadOfItsClockAndSignsWhenTimeHasCome() throws Exception {
    try (Member member = new Member()) {
      long ahead = NOW_MS + Sealer.MAX_TIME_AHEAD.toMillis() + 1;
      member.propose(ahead, alice.proposed(A, 0));
      Await.until("the block is applied", () -> member.chain.height() == 1);
      assertThat(member.sealer.signedHeight()).isZero();
      assertThat(member.released).isEmpty();
      now.set(Instant.ofEpochMilli(NOW_MS + 1));
      Await.until("it is signed", () -> member.sealer.signedHeight() == 1);
    }
  }

  @Test
  void releasesItsNewestSignatureAgainAfterARestart() throws Exception {
    List<SoftCommit> before;
    try (Member member = new Member()) {
      member.propose(NOW_MS, alice.proposed(A, 0));
      member.propose(NOW_MS, alice.proposed(A, 1));
      member.awaitReleased(2);
      before = new ArrayList<>(member.released);
    }
    try (Member member = new Member()) {
      Await.until("it is released again", () -> !member.released.isEmpty());
      assertThat(member.released).containsExactly(before.getLast());
    }
  }
}
