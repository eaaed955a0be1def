package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.Limits;
import metro.da.batch.BatchCodec.RollupBlob;
import metro.da.celestia.Gas;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.MalformedException;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;

final class LayoutTest {
  private static final Optional<Address> SIGNER = Optional.of(Address.ZERO);

  /** A batch in a layout that need not be the cheaper one. */
  static PackedBatch packed(Batch batch, Layout layout, Optional<Address> signer) {
    List<RollupBlob> parts = batch.rollups().stream().map(BatchCodec::compress).toList();
    LayoutPlan plan = new LayoutPlan(layout, 1, 1);
    return PackedBatch.of(batch, parts, plan, Namespaces.DEFAULT, signer);
  }

  private static Batch batch(int rollups, int blocks) throws BatchException {
    Line line = new Line(9, rollups);
    for (int i = 0; i < blocks; i++) {
      line.block(20, 100);
    }
    line.certify();
    return new BatchBuilder(line).build(1, Hash.ZERO, 0, blocks);
  }

  @Test
  void manySmallPartsGoIntoOneBlobAndFewLargeOnesDoNot() {
    assertThat(LayoutPlan.of(Collections.nCopies(200, 300), true).layout()).isEqualTo(Layout.DENSE);
    assertThat(LayoutPlan.of(List.of(100_000, 200_000, 50_000), true).layout())
        .isEqualTo(Layout.PER_NAMESPACE);
    assertThat(LayoutPlan.of(List.of(300), true).layout()).isEqualTo(Layout.PER_NAMESPACE);
    assertThat(LayoutPlan.of(List.of(), true).layout()).isEqualTo(Layout.PER_NAMESPACE);
  }

  @Test
  void namespacesOfTheirOwnArePreferredUntilOneBlobSavesEnough() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      List<Integer> bodies = random.ints(random.nextInt(1, 60), 1, 4_000).boxed().toList();
      LayoutPlan plan = LayoutPlan.of(bodies, random.nextBoolean());
      boolean savesEnough = plan.denseGas() <= plan.perNamespaceGas() * 0.9;
      assertThat(plan.layout()).isEqualTo(savesEnough ? Layout.DENSE : Layout.PER_NAMESPACE);
      assertThat(plan.reason()).contains("gas");
    }
  }

  @Test
  void thePlanCountsTheGasThatTheBlobsCost() throws Exception {
    Batch batch = batch(30, 4);
    List<Integer> bodies =
        batch.rollups().stream().map(part -> BatchCodec.compress(part).body().length()).toList();
    LayoutPlan plan = LayoutPlan.of(bodies, true);
    for (Layout layout : Layout.values()) {
      List<Blob> blobs = packed(batch, layout, SIGNER).blobs();
      long withoutMetadata = Gas.estimate(blobs) - Gas.estimate(blobs.subList(0, 1));
      assertThat(withoutMetadata)
          .isEqualTo(layout == Layout.DENSE ? plan.denseGas() : plan.perNamespaceGas());
    }
  }

  @Test
  void theLayoutDoesNotDependOnTheCertificateAndTheHashNotOnTheLayout() throws Exception {
    Batch batch = batch(40, 3);
    PackedBatch packed = PackedBatch.of(batch, Namespaces.DEFAULT, SIGNER);
    assertThat(packed.figures().plan().layout()).isEqualTo(Layout.DENSE);
    for (Layout layout : Layout.values()) {
      List<Blob> blobs = packed(batch, layout, SIGNER).blobs();
      BatchCheck.requireReadable(batch, blobs, Namespaces.DEFAULT, Limits.MAX_TX_BYTES);
      BatchMetadata metadata = BatchMetadata.decode(blobs.getFirst().data());
      assertThat(metadata.batchHash()).isEqualTo(batch.hash());
      assertThat(BatchMetadata.layout(blobs.getFirst().data())).isEqualTo(layout);
    }
  }

  @Test
  void figuresAreThoseOfTheBlobs() throws Exception {
    PackedBatch packed = packed(batch(10, 3), Layout.PER_NAMESPACE, SIGNER);
    BatchFigures figures = packed.figures();
    assertThat(figures.shares())
        .isEqualTo(packed.blobs().stream().mapToInt(Blob::shareCount).sum());
    assertThat(figures.squareShares()).isGreaterThanOrEqualTo(figures.shares());
    assertThat(figures.shareBytes()).isGreaterThan(figures.encodedBytes());
    assertThat(figures.rawBytes()).isPositive();
    assertThat(figures.gas()).isEqualTo(Gas.estimate(packed.blobs()));
    assertThat(figures.feePerRawByte() * figures.rawBytes())
        .isEqualTo((double) figures.feeUtia(), within(1.0));
    assertThat(figures.summary()).contains("shares");
  }

  @Test
  void onePartIsFoundInADenseBlobWithoutTheOthers() throws Exception {
    Batch batch = batch(25, 4);
    Bytes blob = packed(batch, Layout.DENSE, SIGNER).blobs().get(1).data();
    for (RollupBatch part : batch.rollups()) {
      assertThat(DenseBlob.part(blob, part.rollup()).map(BatchCodec::decode)).contains(part);
    }
    assertThat(DenseBlob.part(blob, new RollupId(99))).isEmpty();
  }

  @Test
  void damagedDenseBlobsAreRefusedByNameAndNothingElseIsThrown() throws Exception {
    byte[] blob = packed(batch(25, 4), Layout.DENSE, SIGNER).blobs().get(1).data().toArray();
    SplittableRandom random = new SplittableRandom(8);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes =
          random.nextInt(4) == 0 ? Arrays.copyOf(blob, random.nextInt(blob.length)) : blob.clone();
      for (int k = random.nextInt(3); k >= 0 && bytes.length > 0; k--) {
        int at = random.nextInt(random.nextBoolean() ? Math.min(500, bytes.length) : bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        DenseBlob.open(Bytes.wrap(bytes)).forEach(BatchCodec::decode);
      } catch (MalformedException e) {
        assertThat(e).hasMessageMatching(".{4,}");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_000);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() ->
            DenseBlob.open(Bytes.fromHex("0x640100000000000000010000000000000001" + "7fffffff")))
        .withMessageContaining("part count");
  }
}
