package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.Limits;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.Encoder;
import metro.state.HeadPath;
import metro.state.MalformedException;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;

final class BatchCodecTest {
  private static final Optional<Address> SIGNER = Optional.of(Address.of(new byte[20]));

  private static Line line(long seed, int blocks) {
    Line line = new Line(seed);
    for (int i = 0; i < blocks; i++) {
      line.block(6, 200);
    }
    line.certify();
    return line;
  }

  private static Batch batch(Line line, long from, long to) throws BatchException {
    return new BatchBuilder(line).build(1, Hash.ZERO, from, to);
  }

  @Test
  void aBatchReadsBackWholeAndHoldsUnderItsCertificate() throws Exception {
    Line line = line(1, 20);
    Batch batch = batch(line, 0, 20);
    List<Blob> blobs = BatchCodec.blobs(batch, Namespaces.DEFAULT, SIGNER);
    BatchCheck.requireReadable(batch, blobs, Namespaces.DEFAULT, Limits.MAX_TX_BYTES);
    BatchMetadata metadata = BatchMetadata.decode(blobs.getFirst().data());
    assertThat(metadata.problem(line.committee)).isEmpty();
    assertThat(metadata.entries()).hasSize(line.rollups.size());
    List<RollupBlock> read = new ArrayList<>();
    assertThat(BatchMetadata.layout(blobs.getFirst().data())).isEqualTo(Layout.PER_NAMESPACE);
    for (Blob blob : blobs.subList(1, blobs.size())) {
      RollupBatch part = BatchCodec.decode(BatchCodec.open(blob.data()));
      assertThat(part.problem(metadata)).isEmpty();
      read.addAll(part.blocks());
    }
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            line.blocks.stream().flatMap(b -> b.rollupBlocks().values().stream()).toList());
  }

  @Test
  void theSameBlocksMakeTheSameBytesAndAnotherCertificateTheSameHash() throws Exception {
    Batch one = batch(line(7, 12), 0, 12);
    Batch two = batch(line(7, 12), 0, 12);
    assertThat(BatchCodec.blobs(two, Namespaces.DEFAULT, SIGNER))
        .isEqualTo(BatchCodec.blobs(one, Namespaces.DEFAULT, SIGNER));
    Line line = line(7, 12);
    for (int i = 0; i < 20 && batch(line, 0, 12).metadata().equals(one.metadata()); i++) {
      line.certify();
    }
    Batch other = batch(line, 0, 12);
    assertThat(other.metadata().certificate()).isNotEqualTo(one.metadata().certificate());
    assertThat(other.hash()).isEqualTo(one.hash());
  }

  @Test
  void aBatchMayEndBelowTheCertifiedHeightAndShowsTheHeadersBetween() throws Exception {
    Line line = line(3, 20);
    Batch batch = batch(line, 0, 15);
    BatchMetadata metadata =
        BatchMetadata.decode(Bytes.wrap(batch.metadata().encode(Layout.PER_NAMESPACE)));
    assertThat(metadata.trailing()).hasSize(5);
    assertThat(metadata.problem(line.committee)).isEmpty();
    BatchMetadata broken =
        new BatchMetadata(
            1,
            Hash.ZERO,
            0,
            metadata.header(),
            metadata.entries(),
            metadata.trailing().subList(1, 5),
            metadata.certificate());
    assertThat(broken.problem(line.committee)).isPresent();
  }

  @Test
  void anythingLeftOutAddedOrReorderedIsFoundOut() throws Exception {
    Line line = line(5, 20);
    Batch batch = batch(line, 5, 20);
    RollupBatch part = batch.rollups().getFirst();
    assertThat(part.blocks().size()).isGreaterThan(2);
    List<RollupBlock> fewer = part.blocks().subList(0, part.blocks().size() - 1);
    RollupBlock last = part.blocks().getLast();
    List<RollupBlock> later = new ArrayList<>(fewer);
    later.add(
        new RollupBlock(
            last.rollup(), last.number(), last.height(), last.timeMs() + 1, last.transactions()));
    for (List<RollupBlock> blocks : List.of(fewer, later)) {
      RollupBatch changed =
          new RollupBatch(part.committee(), part.batch(), part.previous(), blocks, part.head());
      assertThat(changed.problem(batch.metadata())).isPresent();
      BatchMetadata lying = naming(batch.metadata(), changed);
      assertThat(changed.problem(lying)).contains("does not lead to its own head");
    }
  }

  private static BatchMetadata naming(BatchMetadata metadata, RollupBatch part) {
    List<BatchMetadata.Entry> entries =
        metadata.entries().stream()
            .map(e ->
                e.rollup().equals(part.rollup())
                    ? new BatchMetadata.Entry(
                        e.rollup(), e.firstNumber(), e.lastNumber(), part.contentHash())
                    : e)
            .toList();
    return new BatchMetadata(
        metadata.batch(),
        metadata.previousBatchHash(),
        metadata.fromHeight(),
        metadata.header(),
        entries,
        metadata.trailing(),
        metadata.certificate());
  }

  @Test
  void damagedBytesAreRefusedByNameAndNeverBelieved() throws Exception {
    long seed = 99;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Line line = line(5, 6);
    Batch batch = batch(line, 0, 6);
    List<Blob> blobs = new ArrayList<>();
    for (Layout layout : Layout.values()) {
      blobs.addAll(LayoutTest.packed(batch, layout, SIGNER).blobs());
    }
    for (Blob blob : blobs) {
      for (int i = 0; i < 400; i++) {
        byte[] bytes = blob.data().toArray();
        if (random.nextBoolean()) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        } else {
          bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        assertThat(believed(Bytes.wrap(bytes), batch, line)).isFalse();
      }
    }
  }

  /** Whether damaged bytes still pass as the batch; refusing is the only way to throw. */
  private static boolean believed(Bytes bytes, Batch batch, Line line) {
    try {
      if (BatchMetadata.looksLike(bytes)) {
        BatchMetadata metadata = BatchMetadata.decode(bytes);
        return metadata.problem(line.committee).isEmpty()
            && metadata.batchHash().equals(batch.hash())
            && !metadata.equals(batch.metadata());
      }
      List<BatchCodec.RollupBlob> outsides =
          DenseBlob.looksLike(bytes)
              ? DenseBlob.open(bytes)
              : BatchCodec.looksLike(bytes) ? List.of(BatchCodec.open(bytes)) : List.of();
      for (BatchCodec.RollupBlob outside : outsides) {
        RollupBatch part = BatchCodec.decode(outside);
        if (part.problem(batch.metadata()).isEmpty() && !batch.rollups().contains(part)) {
          return true;
        }
      }
      return false;
    } catch (MalformedException e) {
      return false;
    }
  }

  @Test
  void aBombOfZerosIsRefusedBeforeItIsUnpacked() {
    byte[] bomb = Zstd.compress(new byte[BatchLimits.MAX_ROLLUP_BYTES + 1]);
    Bytes blob =
        Bytes.wrap(
            new Encoder()
                .u8(0x61)
                .u8(2)
                .u64(Line.P)
                .u64(1)
                .u64(100)
                .u8(0)
                .u32(BatchLimits.MAX_ROLLUP_BYTES + 1)
                .raw(bomb)
                .toBytes());
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> BatchCodec.open(blob))
        .withMessageContaining("content size");
    Bytes lying =
        Bytes.wrap(
            new Encoder()
                .u8(0x61)
                .u8(2)
                .u64(Line.P)
                .u64(1)
                .u64(100)
                .u8(0)
                .u32(9)
                .raw(bomb)
                .toBytes());
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> BatchCodec.decode(BatchCodec.open(lying)))
        .withMessageContaining("zstd frame");
  }

  @Test
  void theGoldenBatchKeepsItsBytes() throws Exception {
    Properties golden = new Properties();
    try (InputStream in = BatchCodecTest.class.getResourceAsStream("/batch.properties")) {
      golden.load(Objects.requireNonNull(in, "batch.properties"));
    }
    Batch batch = batch(line(11, 2), 0, 2);
    RollupBatch part = batch.rollups().getFirst();
    assertThat(hex(Bytes.wrap(batch.metadata().content())))
        .isEqualTo(golden.getProperty("metadata.content"));
    assertThat(batch.hash()).hasToString(golden.getProperty("batch.hash"));
    assertThat(hex(Bytes.wrap(part.content()))).isEqualTo(golden.getProperty("rollup.content"));
    for (PartEncoding encoding : PartEncoding.values()) {
      String name = "rollup.blob." + encoding.name().toLowerCase(Locale.ROOT);
      System.out.println(name + "=" + hex(BatchCodec.encode(written(part, encoding))));
      BatchCodec.RollupBlob stored =
          BatchCodec.open(Bytes.fromHex(String.valueOf(golden.getProperty(name))));
      assertThat(stored.encoding()).isEqualTo(encoding);
      assertThat(BatchCodec.decode(stored)).isEqualTo(part);
    }
    Bytes dense = LayoutTest.packed(batch, Layout.DENSE, SIGNER).blobs().get(1).data();
    System.out.println("dense.blob=" + hex(dense));
    Bytes storedDense = Bytes.fromHex(String.valueOf(golden.getProperty("dense.blob")));
    assertThat(DenseBlob.open(storedDense).stream().map(BatchCodec::decode))
        .isEqualTo(batch.rollups());
    assertThat(hex(Bytes.wrap(batch.metadata().encode(Layout.PER_NAMESPACE))))
        .isEqualTo(golden.getProperty("metadata.blob"));
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.arrayForReading());
  }

  /** The part in an encoding that need not be the smaller one. */
  private static BatchCodec.RollupBlob written(RollupBatch part, PartEncoding encoding) {
    byte[] content = part.content();
    byte[] body =
        switch (encoding) {
          case PLAIN -> Zstd.compress(content, BatchCodec.ZSTD_LEVEL);
          case COLUMNS -> PartColumns.encode(part, content.length).orElseThrow();
        };
    return new BatchCodec.RollupBlob(
        part.committee(), part.batch(), part.rollup(), encoding, content.length, Bytes.wrap(body));
  }

  @Test
  void theSmallerEncodingIsWrittenAndBothReadBack() throws Exception {
    RollupBatch many = new SampleTraffic(SampleTraffic.Mix.MIXED, 1).part(300);
    assertThat(BatchCodec.compress(many).encoding()).isEqualTo(PartEncoding.COLUMNS);
    List<RollupBatch> parts = new ArrayList<>(List.of(many));
    parts.add(batch(line(11, 2), 0, 2).rollups().getFirst());
    parts.addAll(batch(largeLine(), 0, 4).rollups());
    parts.add(letters(200, 40));
    parts.add(letters(3, 40));
    for (SampleTraffic.Mix mix : SampleTraffic.Mix.values()) {
      for (int size : new int[] {1, 10, 100}) {
        parts.add(new SampleTraffic(mix, size).part(size));
      }
    }
    for (RollupBatch part : parts) {
      int smallest = Integer.MAX_VALUE;
      for (PartEncoding encoding : PartEncoding.values()) {
        BatchCodec.RollupBlob blob = written(part, encoding);
        assertThat(BatchCodec.decode(BatchCodec.open(BatchCodec.encode(blob)))).isEqualTo(part);
        smallest = Math.min(smallest, blob.body().length());
      }
      assertThat(BatchCodec.compress(part).body().length()).isEqualTo(smallest);
    }
  }

  private static Line largeLine() {
    Line line = new Line(17);
    for (int i = 0; i < 4; i++) {
      line.block(12, 20_000);
    }
    line.certify();
    return line;
  }

  /**
   * Calls of one function with text in whole words: what columns take apart and a frame does not.
   */
  private static RollupBatch letters(int calls, int words) {
    RollupId rollup = new RollupId(100);
    TransactionSigner signer = new TransactionSigner(Secp256k1.fastest(), UInt256.of(5).toBytes());
    List<Bytes> raw = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      String text = ("Number " + i + " of many letters that say the same to everybody. ");
      byte[] data = new byte[4 + 32 * words];
      byte[] all = text.repeat(data.length / text.length() + 1).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(all, 0, data, 0, data.length);
      var unsigned =
          new FeeMarketTransaction(
              rollup.chainId(),
              i,
              UInt256.ONE,
              UInt256.ONE,
              21_000,
              Optional.of(Address.ZERO),
              UInt256.ZERO,
              Bytes.wrap(data),
              List.of(),
              TransactionSigner.unsigned());
      raw.add(Bytes.wrap(signer.sign(unsigned).encode()));
    }
    RollupHead start = RollupHead.start(rollup);
    RollupBlock block = new RollupBlock(rollup, 1, 1, 1_767_225_600_000L, raw);
    MerklePath path = new MerklePath(0, 1, List.of());
    return new RollupBatch(Line.P, 1, start, List.of(block), new HeadPath(start.next(block), path));
  }

  @Test
  void damagedColumnsAreRefusedByName() {
    RollupBatch part = new SampleTraffic(SampleTraffic.Mix.ERC20, 2).part(60);
    SplittableRandom random = new SplittableRandom(77);
    byte[] blob = BatchCodec.encode(written(part, PartEncoding.COLUMNS)).toArray();
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = blob.clone();
      bytes[random.nextInt(2, bytes.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        RollupBatch read = BatchCodec.decode(BatchCodec.open(Bytes.wrap(bytes)));
        assertThat(read.contentHash()).isNotEqualTo(Hash.ZERO);
      } catch (MalformedException e) {
        assertThat(e).hasMessageMatching(".{4,}");
      }
    }
  }

  @Test
  void aPartThatDoesNotFollowFromItsBlocksIsWrittenPlainly() {
    RollupBatch part = new SampleTraffic(SampleTraffic.Mix.ERC20, 2).part(60);
    RollupBatch other =
        new RollupBatch(
            part.committee(),
            part.batch(),
            part.previous(),
            part.blocks().subList(0, 2),
            part.head());
    BatchCodec.RollupBlob blob = BatchCodec.compress(other);
    assertThat(blob.encoding()).isEqualTo(PartEncoding.PLAIN);
    assertThat(BatchCodec.decode(blob)).isEqualTo(other);
  }

  @Test
  void theByteTargetCountsWhatBytesComeToOnTheLayer() {
    SplittableRandom random = new SplittableRandom(12);
    for (int zerosInHundred = 0; zerosInHundred <= 100; zerosInHundred += 5) {
      byte[] raw = new byte[100_000];
      for (int i = 0; i < raw.length; i++) {
        boolean isZero = random.nextInt(100) < zerosInHundred;
        raw[i] = (byte) (isZero ? 0 : random.nextInt(1, 256));
      }
      int counted = BatchBuilder.encodedBytes(Bytes.wrap(raw));
      assertThat(counted).isBetween(raw.length / 2, raw.length);
      assertThat(Zstd.compress(raw, BatchCodec.ZSTD_LEVEL).length)
          .as("%d %% zeros", zerosInHundred)
          .isLessThan(counted * 6 / 5);
    }
  }

  @Test
  void aBatchStaysWithinATransactionWhateverTheLoad() throws Exception {
    Line line = new Line(13);
    for (int i = 0; i < 12; i++) {
      line.block(12, 100_000);
    }
    line.certify();
    BatchBuilder builder = new BatchBuilder(line);
    long from = 0;
    int batches = 0;
    while (from < 12) {
      long to = builder.fittingHeight(from, 12, BatchLimits.TARGET_BYTES);
      assertThat(to).isGreaterThan(from);
      Batch batch = batch(line, from, to);
      BatchCheck.requireReadable(
          batch,
          BatchCodec.blobs(batch, Namespaces.DEFAULT, SIGNER),
          Namespaces.DEFAULT,
          Limits.MAX_TX_BYTES);
      from = to;
      batches++;
    }
    assertThat(batches).isGreaterThan(1);
  }
}
