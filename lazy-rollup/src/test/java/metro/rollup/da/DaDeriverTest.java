package metro.rollup.da;

import static metro.rollup.testing.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.batch.Batch;
import metro.da.batch.BatchCodec;
import metro.da.batch.BatchMetadata;
import metro.da.batch.Layout;
import metro.da.batch.Namespaces;
import metro.da.celestia.Namespace;
import metro.da.connect.DaChoice;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.rollup.RollupConfig.DaConfig;
import metro.rollup.chain.BlockRules;
import metro.rollup.chain.ChainStore;
import metro.rollup.chain.History;
import metro.rollup.chain.ModelEngine;
import metro.rollup.chain.RollupChain;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.soft.CertificateMemory;
import metro.rollup.soft.CommitteeTrust;
import metro.rollup.testing.TestCommittee;
import metro.rollup.testing.TestPoster;
import metro.rollup.testing.TestSequencer;
import metro.state.RollupBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaDeriverTest {
  private static final long T = 1_700_000_000_000L;
  private static final BlockRules RULES = new BlockRules(Address.ZERO, 100);

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestCommittee committee = new TestCommittee(1);
  private TestSequencer sequencer = new TestSequencer(committee, History.ROLLUP);
  private EmbeddedDa da;
  private EvidenceStore evidence;
  private int nodes;

  /** A node without a soft path. */
  private final class Node implements AutoCloseable {
    final ModelEngine engine;
    final ChainStore store;
    final RollupChain chain;
    final DaDeriver deriver;

    Node(ModelEngine engine, Path folder) {
      this.engine = engine;
      this.store = ChainStore.open(folder);
      this.chain = RollupChain.open(History.ROLLUP, RULES, engine, store);
      this.deriver =
          new DaDeriver(
              History.ROLLUP,
              da.layer(),
              DaConfig.of(DaChoice.celestia(da.endpoint()), History.ROLLUP, TestCommittee.CHAIN_ID),
              chain,
              store,
              new CommitteeTrust(committee.committee(), evidence),
              new CertificateMemory(),
              evidence);
      open.add(this);
    }

    Node started() {
      deriver.start();
      return this;
    }

    void awaitBatch(long batch) {
      until("batch " + batch, () -> deriver.progress().batch() >= batch);
    }

    /** Posting may make empty heights too, so how many there are is only known afterwards. */
    void awaitAllHeights() {
      long last = da.produceBlock().value();
      until("DA height " + last, () -> deriver.progress().daHeight() >= last);
    }

    @Override
    public void close() {
      deriver.close();
      store.close();
    }
  }

  @BeforeEach
  void start() {
    evidence = new EvidenceStore(directory.resolve("evidence"), InstantSource.system());
    da = EmbeddedDa.start(EmbeddedDaConfig.in(directory.resolve("da")).every(Duration.ZERO));
    open.add(da);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  private Node node() {
    return new Node(new ModelEngine(T / 1000 - 1), directory.resolve("node-" + nodes++));
  }

  private static Bytes tx(int gas, long salt) {
    return ModelEngine.transaction(gas, salt);
  }

  private void history() {
    sequencer.order(T, List.of(tx(60, 1), tx(0, 2)));
    sequencer.order(T + 400, List.of(tx(60, 3)));
    sequencer.order(T + 1_200, List.of(tx(10, 4)));
    sequencer.order(T + 3_000, List.of(tx(10, 5), tx(10, 6)));
    sequencer.idle(T + 4_000);
  }

  private ModelEngine softly() {
    ModelEngine engine = new ModelEngine(T / 1000 - 1);
    try (ChainStore store = ChainStore.open(directory.resolve("soft-" + nodes++))) {
      RollupChain chain = RollupChain.open(History.ROLLUP, RULES, engine, store);
      sequencer.blocks().forEach(chain::append);
      chain.closedBy(sequencer.tip().head(), sequencer.tip().header().timeMs());
    }
    return engine;
  }

  @Test
  void aNodeStartedFromNothingDerivesTheSameChainFromTheLayerAlone() {
    history();
    TestPoster poster = new TestPoster(sequencer);
    TestPoster.post(da, poster.make(0));
    TestPoster.post(da, poster.make(2));
    TestPoster.post(da, poster.make(4));

    Node node = node().started();
    node.awaitBatch(3);

    assertThat(node.engine.blocks()).isEqualTo(softly().blocks());
    assertThat(node.engine.finalized()).isEqualTo(node.engine.head());
    assertThat(node.chain.tips().finalized()).isEqualTo(sequencer.tip().head());
    assertThat(evidence.recorded()).isZero();
  }

  @Test
  void aRollupAmongTwoHundredFindsItsPartInTheDenseBlob() {
    history();
    TestPoster poster = new TestPoster(sequencer).besides(199);
    for (int link : new int[] {0, 2, 4}) {
      List<Blob> blobs = BatchCodec.blobs(poster.make(link), Namespaces.DEFAULT, Optional.empty());
      assertThat(BatchMetadata.layout(blobs.getFirst().data())).isEqualTo(Layout.DENSE);
      assertThat(blobs).hasSize(2);
      TestPoster.post(da, blobs);
    }

    Node node = node().started();
    node.awaitBatch(3);

    assertThat(node.engine.blocks()).isEqualTo(softly().blocks());
    assertThat(node.chain.tips().finalized()).isEqualTo(sequencer.tip().head());
  }

  @Test
  void aDenseBatchWithoutItsDenseBlobIsPassedOver() {
    history();
    TestPoster poster = new TestPoster(sequencer).besides(199);
    List<Blob> blobs = BatchCodec.blobs(poster.make(4), Namespaces.DEFAULT, Optional.empty());
    TestPoster.post(da, blobs.subList(0, 1));
    TestPoster.post(da, blobs.subList(1, 2));
    TestPoster.post(da, blobs);

    Node node = node().started();
    node.awaitBatch(1);

    assertThat(node.engine.blocks()).isEqualTo(softly().blocks());
  }

  @Test
  void randomHistoriesCutIntoRandomBatchesGiveTheSoftChain() {
    long seed = 4242;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 3; round++) {
      sequencer = new TestSequencer(committee, History.ROLLUP);
      for (RollupBlock block : History.random(random, 40, 120)) {
        sequencer.order(block.timeMs(), block.transactions());
      }
      sequencer.idle(sequencer.tip().header().timeMs() + 1_000);
      EmbeddedDa own =
          EmbeddedDa.start(
              EmbeddedDaConfig.in(directory.resolve("da-" + round)).every(Duration.ZERO));
      open.add(own);
      da = own;
      TestPoster poster = new TestPoster(sequencer);
      int link = -1;
      int batches = 0;
      while (link < sequencer.links().size() - 1) {
        link = Math.min(link + 1 + random.nextInt(8), sequencer.links().size() - 1);
        TestPoster.post(da, poster.make(link));
        batches++;
      }
      Node node = node().started();
      node.awaitBatch(batches);
      assertThat(node.engine.blocks())
          .as("seed %d round %d", seed, round)
          .isEqualTo(softly().blocks());
    }
  }

  @Test
  void batchesThatStandTwiceAreTakenOnce() {
    history();
    TestPoster poster = new TestPoster(sequencer);
    Batch first = poster.make(1);
    Batch second = poster.make(4);
    TestPoster.post(da, first);
    TestPoster.post(da, first);
    TestPoster.post(da, second);
    TestPoster.post(da, first);
    TestPoster.post(da, second);

    Node node = node().started();
    node.awaitAllHeights();

    assertThat(node.engine.blocks()).isEqualTo(softly().blocks());
    assertThat(node.deriver.progress().halted()).isEmpty();
  }

  @Test
  void aMissingBatchStopsTheDerivationLoudly() {
    history();
    TestPoster poster = new TestPoster(sequencer);
    TestPoster.post(da, poster.make(1));
    poster.make(2);
    TestPoster.post(da, poster.make(4));

    Node node = node().started();
    until("it stops", () -> node.deriver.progress().halted().isPresent());

    assertThat(node.deriver.progress().halted().orElseThrow())
        .contains("batch 3")
        .contains("follows batch 1");
    assertThat(node.chain.tips().finalized().number()).isLessThanOrEqualTo(2);
  }

  @Test
  void blobsOfStrangersArePassedOver() {
    history();
    TestPoster poster = new TestPoster(sequencer);
    Batch first = poster.make(1);
    TestSequencer forged = new TestSequencer(new TestCommittee(2), History.ROLLUP);
    forged.order(T, List.of(tx(1, 99)));
    Batch forgery = new TestPoster(forged).make(0);
    Namespace own = Namespace.ofCommittee(TestCommittee.CHAIN_ID);
    TestPoster.post(da, List.of(Blob.unsigned(own, Bytes.fromHex("0x600201020304"))));
    TestPoster.post(da, List.of(Blob.unsigned(own, Bytes.fromHex("0xdeadbeef"))));
    TestPoster.post(da, forgery);
    List<Blob> withoutPart =
        BatchCodec.blobs(first, Namespaces.DEFAULT, Optional.empty()).subList(0, 1);
    TestPoster.post(da, withoutPart);
    TestPoster.post(da, first);
    TestPoster.post(da, poster.make(4));

    Node node = node().started();
    node.awaitBatch(2);

    assertThat(node.engine.blocks()).isEqualTo(softly().blocks());
  }

  @Test
  void contentThatIsNotWhatTheCertificateCoversIsPassedOver() {
    history();
    TestSequencer other = new TestSequencer(committee, History.ROLLUP);
    other.order(T, List.of(tx(60, 1)));
    Batch lie = new TestPoster(other).make(0);
    Batch mixed = new Batch(new TestPoster(sequencer).make(0).metadata(), lie.rollups());
    TestPoster.post(da, mixed);

    Node node = node().started();
    node.awaitAllHeights();

    assertThat(node.deriver.progress().batch()).isZero();
    assertThat(node.engine.blocks()).hasSize(1);
  }

  @Test
  void whatTheLayerProvesReplacesWhatWasToldSoftlyAndLeavesEvidence() throws IOException {
    history();
    Node node = node();
    TestSequencer told = new TestSequencer(committee, History.ROLLUP);
    told.order(T, List.of(tx(10, 77)));
    told.idle(T + 1_000);
    told.blocks().forEach(node.chain::append);
    node.chain.certify(told.tip().head(), told.tip().header().timeMs());
    assertThat(node.engine.safe().number()).isEqualTo(1);

    TestPoster poster = new TestPoster(sequencer);
    TestPoster.post(da, poster.make(4));
    node.started();
    node.awaitBatch(1);

    until("it is reorganised", () -> node.deriver.progress().reorganisations() == 1);
    assertThat(node.engine.blocks()).isEqualTo(softly().blocks());
    assertThat(evidence.list()).hasSize(1);
    assertThat(Files.readString(evidence.list().getFirst()))
        .contains("contradicts-da-layer")
        .contains(told.tip().head().hash().toString());
  }

  @Test
  void afterRestartsAtAnyPointTheDerivationGoesOn() {
    history();
    for (int i = 0; i < 6; i++) {
      sequencer.order(T + 5_000 + 700L * i, List.of(tx(40, 100 + i), tx(70, 200 + i)));
    }
    sequencer.idle(T + 60_000);
    TestPoster poster = new TestPoster(sequencer);
    Path folder = directory.resolve("restarting");
    ModelEngine engine = new ModelEngine(T / 1000 - 1);
    Node node = new Node(engine, folder).started();
    int batches = 0;
    for (int link : new int[] {1, 3, 4, 6, 8, 9, 11}) {
      TestPoster.post(da, poster.make(link));
      batches++;
      if (batches % 2 == 0) {
        node.awaitBatch(batches);
      }
      node.close();
      open.remove(node);
      node = new Node(engine, folder).started();
    }
    node.awaitBatch(batches);
    assertThat(engine.blocks()).isEqualTo(softly().blocks());
    assertThat(node.deriver.progress().halted()).isEmpty();
  }
}
