package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import metro.ethereum.BouncyCastleSecp256k1;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.state.LogEntry.BatchPosted;
import metro.state.LogEntry.BatchPrepared;
import metro.state.LogEntry.BlockProposal;
import metro.state.World.Person;
import org.junit.jupiter.api.Test;

final class BlockTest {
  private static final Hash BATCH = Sha256.hash(new byte[] {1});
  private static final Bytes CERTIFICATE = Bytes.fromHex("5101");
  private final Person alice = new Person(1);
  private final World world =
      new World(
          World.genesis(
              NonceMode.WINDOW,
              PayMode.SENDER,
              new Person(50).address,
              Map.of(alice.address, 1_000_000L)));

  private ApplyResult propose(long timeMs, boolean closing, LogEntry.ProposedItem... items) {
    return world.apply(new BlockProposal(timeMs, closing, List.of(items)));
  }

  @Test
  void headersFormAChainThatCoversStateItemsAndHeads() {
    BlockHeader genesis = world.view().tip();
    assertThat(genesis.height()).isZero();
    Block first = world.block(alice.transfer(World.A, 0, 1)).block().orElseThrow();
    Block second = world.block(alice.transfer(World.B, 0, 1)).block().orElseThrow();
    assertThat(first.header().parent()).isEqualTo(genesis.hash());
    assertThat(second.header().parent()).isEqualTo(first.header().hash());
    assertThat(second.header().height()).isEqualTo(2);
    assertThat(second.header().firstSeq()).isEqualTo(2);
    assertThat(second.header().stateHash()).isEqualTo(world.view().stateHash());
    assertThat(second.header().itemsRoot())
        .isEqualTo(Merkle.root(List.of(second.items().getFirst().leaf(2))));
    assertThat(second.header().rollupsRoot())
        .isEqualTo(Merkle.root(world.view().heads().stream().map(RollupHead::leaf).toList()));
    assertThat(second.header().nextCommitteeHash()).isEqualTo(world.view().committee().hash());
    assertThat(BlockHeader.decode(second.header().encode())).isEqualTo(second.header());
  }

  @Test
  void aRollupsHeadCanBeRecomputedFromItsOwnBlocksAlone() {
    RollupHead head = RollupHead.start(World.A);
    for (int n = 0; n < 5; n++) {
      Block block =
          world
              .block(alice.transfer(World.A, n, 1), alice.transfer(World.B, n, 1))
              .block()
              .orElseThrow();
      head = head.next(block.rollupBlock(World.A).orElseThrow());
      HeadPath path = world.ledger.headPath(World.A).orElseThrow();
      assertThat(path.head()).isEqualTo(head);
      assertThat(path.leadsTo(block.header().rollupsRoot())).isTrue();
      assertThat(path.leadsTo(block.header().itemsRoot())).isFalse();
    }
    assertThat(world.ledger.headPath(new RollupId(77))).isEmpty();
  }

  @Test
  void theStateHashIsTheChainOfTheChangeSetsWithoutTheHeader() {
    Hash before = world.view().stateHash();
    ApplyResult result = world.block(alice.transfer(World.A, 0, 1));
    ChangeSet covered =
        new ChangeSet(
            result.changes().changes().stream()
                .filter(c -> c.key().bytes().at(0) != Keys.CHAIN_TABLE)
                .toList());
    assertThat(covered.changes()).hasSizeLessThan(result.changes().changes().size());
    assertThat(world.view().stateHash()).isEqualTo(covered.chain(before));
  }

  @Test
  void timeNeverGoesBack() {
    propose(5_000, false, alice.transfer(World.A, 0, 1));
    Block second = propose(4_000, false, alice.transfer(World.A, 1, 1)).block().orElseThrow();
    assertThat(second.header().timeMs()).isEqualTo(5_000);
  }

  @Test
  void oneEmptyBlockClosesASecondAndNoOtherIsMade() {
    assertThat(propose(1_000, true).block()).as("nothing to close yet").isEmpty();
    propose(1_500, false, alice.transfer(World.A, 0, 1));
    assertThat(propose(1_999, true).block()).as("the second is not over").isEmpty();
    assertThat(propose(2_000, false).block()).as("not asked for").isEmpty();
    Block closing = propose(2_000, true).block().orElseThrow();
    assertThat(closing.items()).isEmpty();
    assertThat(closing.heads()).isEmpty();
    assertThat(closing.header().itemsRoot()).isEqualTo(Merkle.root(List.of()));
    assertThat(closing.header().timeMs()).isEqualTo(2_000);
    assertThat(propose(3_000, true).block()).as("closed already").isEmpty();
  }

  @Test
  void aProposalOfWhichNothingSurvivesChangesNothing() {
    ApplyResult result = world.block(alice.transfer(World.A, 99, 1));
    assertThat(result.block()).isEmpty();
    assertThat(result.changes().changes()).isEmpty();
    assertThat(result.outcomes())
        .containsExactly(new Outcome.Rejected(RejectReason.NONCE_TOO_HIGH, 0, 0));
  }

  @Test
  void postingMovesTheCursorBatchByBatch() {
    for (int n = 0; n < 4; n++) {
      world.block(alice.transfer(World.A, n, 1));
    }
    Hash before = world.view().stateHash();
    assertThat(stale(unsigned(1, 0, 5, BATCH, 7))).as("beyond the tip").isTrue();
    assertThat(stale(unsigned(1, 1, 3, BATCH, 7))).as("leaves a gap").isTrue();
    assertThat(stale(unsigned(2, 0, 3, BATCH, 7))).as("skips a number").isTrue();
    assertThat(stale(unsigned(1, 0, 0, BATCH, 7))).as("is empty").isTrue();
    assertThat(stale(new BatchPosted(1, BATCH, 8, Hash.ZERO))).as("never prepared").isTrue();
    assertThat(world.view().stateHash()).isEqualTo(before);

    BatchPrepared prepared = unsigned(1, 0, 3, BATCH, 7);
    assertThat(stale(prepared)).isFalse();
    assertThat(world.view().stateHash()).isNotEqualTo(before);
    assertThat(stale(unsigned(1, 0, 3, BATCH, 20))).as("the same again").isFalse();
    assertThat(world.view().cursor().prepared()).contains(prepared);
    assertThat(stale(unsigned(1, 0, 2, BATCH, 7))).as("other heights").isTrue();
    assertThat(stale(unsigned(1, 0, 3, Hash.ZERO, 7))).as("other bytes").isTrue();

    assertThat(stale(new BatchPosted(1, Hash.ZERO, 8, Hash.ZERO))).as("other bytes").isTrue();
    assertThat(stale(new BatchPosted(2, BATCH, 8, Hash.ZERO))).as("other number").isTrue();
    assertThat(stale(new BatchPosted(1, BATCH, 7, Hash.ZERO))).as("before it was sent").isTrue();
    assertThat(stale(new BatchPosted(1, BATCH, 8, Hash.ZERO))).isFalse();
    assertThat(stale(new BatchPosted(1, BATCH, 8, Hash.ZERO))).as("reported twice").isTrue();
    assertThat(world.view().cursor())
        .isEqualTo(new PostingCursor(1, 3, BATCH, 8, Optional.empty()));
    Block next = world.block(alice.transfer(World.A, 4, 1)).block().orElseThrow();
    assertThat(next.header().postedBatch()).isEqualTo(1);
    assertThat(stale(unsigned(2, 3, 5, BATCH, 9))).isFalse();
  }

  @Test
  void aSignedBatchIsPreparedAnewOnlyWhenItsTransactionCanAppearNoMore() {
    for (int n = 0; n < 4; n++) {
      world.block(alice.transfer(World.A, n, 1));
    }
    BatchPrepared first = signed(3, BATCH, 7, "aa", 20);
    assertThat(stale(first)).isFalse();
    assertThat(stale(signed(3, BATCH, 9, "aa", 20))).as("the same again").isFalse();
    assertThat(stale(signed(3, BATCH, 20, "bb", 40))).as("at the timeout height").isTrue();
    assertThat(stale(signed(2, Hash.ZERO, 20, "bb", 40))).as("a smaller one then").isTrue();
    assertThat(stale(unsigned(1, 0, 3, BATCH, 20))).as("unsigned then").isTrue();
    assertThat(world.view().cursor().prepared()).contains(first);

    BatchPrepared second = signed(3, BATCH, 21, "bb", 40);
    assertThat(stale(second)).as("signed anew above the timeout height").isFalse();
    assertThat(world.view().cursor().prepared()).contains(second);
    assertThat(stale(first)).as("the first comes late").isTrue();
    assertThat(stale(new BatchPosted(1, BATCH, 21, Hash.ZERO))).as("before it was sent").isTrue();

    BatchPrepared smaller = signed(2, Hash.ZERO, 41, "cc", 60);
    assertThat(stale(smaller)).as("a smaller one").isFalse();
    assertThat(stale(new BatchPosted(1, BATCH, 42, Hash.ZERO))).as("given up").isTrue();
    assertThat(stale(new BatchPosted(1, Hash.ZERO, 42, Hash.ZERO))).isFalse();
    assertThat(world.view().cursor().postedHeight()).isEqualTo(2);
  }

  @Test
  void anUnsignedBatchIsGivenUpOnlyWhenNoNodeCanStillHoldIt() {
    for (int n = 0; n < 4; n++) {
      world.block(alice.transfer(World.A, n, 1));
    }
    assertThat(stale(unsigned(1, 0, 3, BATCH, 7))).isFalse();
    long last = 7 + Limits.UNSIGNED_DA_HEIGHTS;
    assertThat(stale(unsigned(1, 0, 2, Hash.ZERO, last))).isTrue();
    assertThat(stale(signed(3, BATCH, last, "aa", last + 20))).isTrue();
    assertThat(stale(unsigned(1, 0, 2, Hash.ZERO, last + 1))).isFalse();
  }

  @Test
  void theFirstCertificateOfABatchStaysUntilItIsPreparedAnew() {
    for (int n = 0; n < 4; n++) {
      world.block(alice.transfer(World.A, n, 1));
    }
    Bytes other = Bytes.fromHex("5102");
    BatchPrepared first = unsigned(1, 0, 3, BATCH, 7);
    assertThat(stale(first)).isFalse();
    assertThat(stale(BatchPrepared.unsigned(1, 0, 3, BATCH, 8, other))).isFalse();
    assertThat(world.view().cursor().prepared()).contains(first);
    BatchPrepared anew =
        BatchPrepared.unsigned(1, 0, 2, Hash.ZERO, 8 + Limits.UNSIGNED_DA_HEIGHTS, other);
    assertThat(stale(anew)).isFalse();
    assertThat(world.view().cursor().prepared()).contains(anew);
  }

  private static BatchPrepared signed(
      long to, Hash hash, long daHeight, String bytes, long timeoutHeight) {
    return new BatchPrepared(
        1,
        0,
        to,
        hash,
        daHeight,
        CERTIFICATE,
        Optional.of(new DaTransaction(Bytes.fromHex(bytes), 3, timeoutHeight)));
  }

  private static BatchPrepared unsigned(long batch, long from, long to, Hash hash, long daHeight) {
    return BatchPrepared.unsigned(batch, from, to, hash, daHeight, CERTIFICATE);
  }

  private boolean stale(LogEntry entry) {
    List<Outcome> outcomes = world.apply(entry).outcomes();
    return outcomes.equals(List.of(Fixtures.rejected(RejectReason.STALE_CURSOR)));
  }

  @Test
  void membersFindAForgedItemInAnyChunk() {
    Person mallory = new Person(9);
    LogEntry.ProposedTransaction own = alice.transfer(World.A, 1, 1);
    LogEntry.ProposedTransaction stolen =
        new LogEntry.ProposedTransaction(mallory.transfer(World.A, 2, 1).raw(), alice.sender());
    Block block = world.block(alice.transfer(World.A, 0, 1), own, stolen).block().orElseThrow();
    for (Secp256k1 secp : List.of(Secp256k1.fastest(), new BouncyCastleSecp256k1())) {
      BlockVerifier verifier = new BlockVerifier(secp);
      assertThat(verifier.firstForged(block)).isEqualTo(OptionalInt.of(2));
      assertThat(verifier.firstForged(block.items(), 0, 2)).isEmpty();
      assertThat(verifier.firstForged(block.items(), 2, 3)).hasValue(2);
    }
  }

  @Test
  void aKnownSenderNeedsAStoredKey() {
    LogEntry.ProposedTransaction tx = alice.transfer(World.A, 0, 1);
    LogEntry.ProposedTransaction known =
        new LogEntry.ProposedTransaction(tx.raw(), new ProposedSender.Known(alice.address));
    assertThat(world.one(known)).isEqualTo(Fixtures.rejected(RejectReason.INVALID_SIGNATURE));
    world.block(tx);
    LogEntry.ProposedTransaction second =
        new LogEntry.ProposedTransaction(
            alice.transfer(World.A, 1, 1).raw(), new ProposedSender.Known(alice.address));
    assertThat(world.one(second)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void anEmptyStoreIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> new Ledger(key -> Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("genesis");
  }

  @Test
  void aGenesisThatContradictsItselfIsRefused() {
    Genesis good = World.genesis(NonceMode.WINDOW, PayMode.SENDER, alice.address, Map.of());
    Genesis.RollupSpec twice = good.rollups().getFirst();
    assertBad(good, List.of(twice, twice), good.fees(), "occurs twice");
    Genesis.RollupSpec own =
        new Genesis.RollupSpec(
            new RollupId(World.P), "own", alice.address, PayMode.SENDER, NonceMode.WINDOW);
    assertBad(good, List.of(own), good.fees(), "is the committee");
    assertBad(good, List.of(), new Genesis.FeeSchedule(-1, 0), "fees");
    assertThatThrownBy(() ->
            Ledger.genesis(
                World.genesis(
                    NonceMode.WINDOW, PayMode.SENDER, alice.address, Map.of(alice.address, -1L))))
        .hasMessageContaining("negative");
  }

  private static void assertBad(
      Genesis good, List<Genesis.RollupSpec> rollups, Genesis.FeeSchedule fees, String message) {
    Genesis bad = new Genesis(good.committee(), good.governors(), fees, rollups, good.credits());
    assertThatThrownBy(() -> Ledger.genesis(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
