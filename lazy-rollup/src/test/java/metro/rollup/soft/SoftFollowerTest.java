package metro.rollup.soft;

import static metro.rollup.testing.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.rollup.chain.BlockRules;
import metro.rollup.chain.ChainStore;
import metro.rollup.chain.History;
import metro.rollup.chain.ModelEngine;
import metro.rollup.chain.RollupChain;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.testing.ScriptedMember;
import metro.rollup.testing.TestCommittee;
import metro.rollup.testing.TestSequencer;
import metro.soft.Certificate;
import metro.state.BlockHeader;
import metro.state.Merkle;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.wire.ClosedSecond;
import metro.wire.FollowUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoftFollowerTest {
  private static final long T = 1_700_000_000_000L;

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestCommittee committee = new TestCommittee(1);
  private final TestSequencer sequencer = new TestSequencer(committee, History.ROLLUP);
  private final ModelEngine engine = new ModelEngine(T / 1000 - 1);
  private EvidenceStore evidence;
  private RollupChain chain;

  @BeforeEach
  void history() {
    sequencer.order(T, List.of(tx(1), tx(2)));
    sequencer.order(T + 400, List.of(tx(3)));
    sequencer.order(T + 1_200, List.of(tx(4)));
    sequencer.order(T + 3_000, List.of(tx(5), tx(6)));
    sequencer.idle(T + 4_000);
    evidence = new EvidenceStore(directory.resolve("evidence"), InstantSource.system());
    ChainStore store = ChainStore.open(directory.resolve("store"));
    open.add(store);
    chain = RollupChain.open(History.ROLLUP, new BlockRules(Address.ZERO, 100), engine, store);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  private static Bytes tx(long salt) {
    return ModelEngine.transaction(10, salt);
  }

  private ScriptedMember member(LongFunction<List<FollowUpdate>> script) {
    ScriptedMember member = new ScriptedMember(script);
    open.add(member);
    return member;
  }

  private SoftFollower follow(ScriptedMember... members) {
    MemberPool pool =
        new MemberPool(
            Arrays.stream(members).map(ScriptedMember::endpoint).toList(), InstantSource.system());
    SoftFollower follower =
        new SoftFollower(
            History.ROLLUP,
            pool,
            chain,
            new CommitteeTrust(committee.committee(), evidence),
            new CertificateMemory(),
            evidence,
            InstantSource.system());
    open.add(pool);
    open.add(follower);
    follower.start();
    return follower;
  }

  private void awaitHonestChain() {
    until(
        "the whole history is safe",
        () ->
            chain.tips().certified().equals(sequencer.tip().head()) && engine.safe().number() == 3);
    assertThat(engine.blocks().stream().map(b -> b.included()).toList())
        .containsExactly(
            List.of(), List.of(tx(1), tx(2), tx(3)), List.of(tx(4)), List.of(tx(5), tx(6)));
  }

  private String evidenceText() {
    StringBuilder all = new StringBuilder();
    for (Path file : evidence.list()) {
      try {
        all.append(file.getFileName()).append(Files.readString(file));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return all.toString();
  }

  @Test
  void anHonestMembersStreamBecomesTheSafeChain() {
    SoftFollower follower = follow(member(sequencer::stream));
    awaitHonestChain();
    assertThat(follower.progress().lies()).isZero();
    assertThat(evidence.recorded()).isZero();
    assertThat(engine.announced())
        .as("what comes is known before its turn")
        .containsSubsequence(tx(1), tx(2), tx(3));
  }

  @Test
  void whenAMemberGoesDownAnotherGoesOnFromTheNextNumber() {
    ScriptedMember first = member(from -> sequencer.stream(from).subList(0, 4));
    ScriptedMember second = member(sequencer::stream);
    follow(first, second);
    until("the first is followed", () -> !first.follows().isEmpty() || !second.follows().isEmpty());
    until("something came", () -> chain.tips().soft().number() > 0);
    first.breakStreams();
    first.close();
    awaitHonestChain();
    assertThat(second.follows()).isNotEmpty();
    assertThat(evidence.recorded()).isZero();
  }

  @Test
  void anUncertifiedBlockIsOnlyPending() {
    RollupBlock block = sequencer.blocks().getFirst();
    follow(member(from -> from == 1 ? List.of(TestSequencer.message(block)) : List.of()));
    until("it is pending", () -> !engine.shown().isEmpty());
    assertThat(engine.blocks()).hasSize(1);
    assertThat(chain.tips().certified().number()).isZero();
  }

  /** Runs a liar first, then adds an honest member, and expects the honest chain and evidence. */
  private void expectDropped(LongFunction<List<FollowUpdate>> lie, String evidenceKind) {
    ScriptedMember liar = member(lie);
    ScriptedMember honest =
        member(from -> liar.follows().isEmpty() ? List.of() : sequencer.stream(from));
    SoftFollower follower = follow(liar, honest);
    until("the liar is caught", () -> follower.progress().lies() > 0);
    honest.breakStreams();
    awaitHonestChain();
    assertThat(evidenceText()).contains(evidenceKind).contains(liar.endpoint().toString());
    assertThat(liar.follows()).hasSize(1);
  }

  private List<FollowUpdate> withBlock(long from, int index, RollupBlock lie) {
    return sequencer.stream(from).stream()
        .map(u ->
            u.hasBlock() && u.getBlock().getNumber() == index + 1 ? TestSequencer.message(lie) : u)
        .toList();
  }

  private RollupBlock changed(int index, List<Bytes> transactions) {
    RollupBlock honest = sequencer.blocks().get(index);
    return new RollupBlock(
        honest.rollup(), honest.number(), honest.height(), honest.timeMs(), transactions);
  }

  @Test
  void aMemberThatOmitsATransactionIsCaughtByTheCertificate() {
    expectDropped(from -> withBlock(from, 0, changed(0, List.of(tx(2)))), "broken-statement");
  }

  @Test
  void aMemberThatReordersTransactionsIsCaughtByTheCertificate() {
    expectDropped(
        from ->
            withBlock(from, 0, changed(0, List.of(tx(2), tx(1)))).stream()
                .filter(u -> !u.hasClosed())
                .toList(),
        "contradicts-certificate");
  }

  @Test
  void aMemberThatAddsATransactionIsCaught() {
    expectDropped(
        from ->
            withBlock(from, 1, changed(1, List.of(tx(3), tx(99)))).stream()
                .filter(u -> !u.hasClosed())
                .toList(),
        "contradicts-certificate");
  }

  @Test
  void aMemberThatLeavesOutABlockIsCaught() {
    expectDropped(
        from ->
            sequencer.stream(from).stream()
                .filter(u -> !u.hasBlock() || u.getBlock().getNumber() != 2)
                .toList(),
        "broken-statement");
  }

  @Test
  void aPathThatDoesNotLeadToTheHeaderIsCaught() {
    TestSequencer.Link link = sequencer.links().getFirst();
    MerklePath wrong =
        Merkle.path(
            List.of(
                RollupHead.start(new metro.state.RollupId(6)).leaf(),
                link.head().leaf(),
                RollupHead.start(new metro.state.RollupId(7)).leaf()),
            1);
    expectDropped(
        from ->
            List.of(
                TestSequencer.message(sequencer.blocks().getFirst()),
                TestSequencer.certified(sequencer.certificate(link), link.head(), wrong)),
        "broken-statement");
  }

  @Test
  void aForgedCertificateIsCaught() {
    TestSequencer forger = new TestSequencer(new TestCommittee(2), History.ROLLUP);
    forger.order(T, List.of(tx(77)));
    forger.idle(T + 1000);
    expectDropped(
        from -> forger.stream(from).stream().filter(u -> !u.hasClosed()).toList(),
        "broken-statement");
  }

  @Test
  void aCertificateOfOneSignatureIsCaught() {
    TestSequencer.Link link = sequencer.links().getFirst();
    Certificate whole = sequencer.certificate(link);
    Certificate half =
        new Certificate(whole.header(), 0b001, List.of(whole.signatures().getFirst()));
    expectDropped(
        from ->
            List.of(
                TestSequencer.message(sequencer.blocks().getFirst()),
                TestSequencer.certified(half, link.head(), TestSequencer.path(link))),
        "BELOW_QUORUM");
  }

  @Test
  void garbageIsCaught() {
    expectDropped(
        from ->
            List.of(
                FollowUpdate.newBuilder()
                    .setClosed(
                        ClosedSecond.newBuilder()
                            .setHeader(ByteString.copyFromUtf8("what is this")))
                    .build()),
        "header starts with");
  }

  @Test
  void aSecondClosedTooEarlyByAnUnsignedHeaderIsTakenBack() {
    TestSequencer liar = new TestSequencer(new TestCommittee(3), History.ROLLUP);
    liar.order(T, List.of(tx(1), tx(2)));
    TestSequencer.Link early = liar.idle(T + 60_000);
    ScriptedMember lying =
        member(from ->
            from == 1
                ? List.of(
                    TestSequencer.message(sequencer.blocks().getFirst()),
                    TestSequencer.closed(early))
                : List.of());
    ScriptedMember honest = member(sequencer::stream);
    follow(lying, honest);
    until(
        "one of them was followed",
        () -> !lying.follows().isEmpty() || !honest.follows().isEmpty());
    if (honest.follows().isEmpty()) {
      until("the second was closed", () -> engine.blocks().size() > 1);
    }
    lying.breakStreams();
    awaitHonestChain();
  }

  @Test
  void twoCertificatesOfOneHeightAreEvidenceAgainstTheirSigners() {
    TestSequencer.Link link = sequencer.links().getFirst();
    BlockHeader other =
        new BlockHeader(
            link.header().committee(),
            0,
            sequencer.tip().header().height(),
            link.header().parent(),
            sequencer.tip().header().timeMs(),
            1,
            1,
            link.header().itemsRoot(),
            link.header().rollupsRoot(),
            link.header().stateHash(),
            link.header().nextCommitteeHash(),
            link.header().extRoot(),
            0);
    ScriptedMember member = member(sequencer::stream);
    SoftFollower follower = follow(member);
    awaitHonestChain();
    member.push(
        TestSequencer.certified(committee.certify(other), link.head(), TestSequencer.path(link)));
    until("it is caught", () -> follower.progress().lies() > 0);
    assertThat(evidenceText()).contains("double-sign");
    assertThat(chain.tips().certified()).isEqualTo(sequencer.tip().head());
  }

  @Test
  void certificatesThatComeBeforeTheirBlocksCountWhenTheBlocksHaveCome() {
    follow(
        member(from -> {
          List<FollowUpdate> out = new ArrayList<>();
          out.add(sequencer.certified(sequencer.tip()));
          sequencer.blocks().stream()
              .filter(b -> b.number() >= from)
              .forEach(b -> out.add(TestSequencer.message(b)));
          return out;
        }));
    awaitHonestChain();
  }
}
