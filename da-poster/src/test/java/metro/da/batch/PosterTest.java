package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.SubmitResult;
import metro.da.celestia.CelestiaClient;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.celestia.Namespace;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.SteppedDa;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.LogEntry;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class PosterTest {
  private static final Optional<Address> PAYER = Optional.of(EmbeddedDa.defaultPayer());
  private static final PosterConfig CONFIG =
      new PosterConfig(
          PAYER,
          Namespaces.DEFAULT,
          new PostingPolicy(Duration.ZERO, 3, 4, 8, 6),
          SteppedDa.TIMEOUT,
          SteppedDa.TIMEOUT,
          SteppedDa.TIMEOUT,
          Duration.ofMillis(1));

  @TempDir Path directory;

  /** The log of one member: fails as the seed says; what is applied is applied on all. */
  static final class Log implements PosterLog {
    private final Line line;
    private final SplittableRandom random;
    int faultsInHundred;
    boolean leads = true;

    Log(Line line, SplittableRandom random, int faultsInHundred) {
      this.line = line;
      this.random = random;
      this.faultsInHundred = faultsInHundred;
    }

    @Override
    public boolean isLeader() {
      return leads;
    }

    @Override
    public CompletableFuture<?> propose(LogEntry entry) {
      boolean fails = random.nextInt(100) < faultsInHundred;
      if (!fails || random.nextBoolean()) {
        line.apply(entry);
      }
      return fails
          ? CompletableFuture.failedFuture(new IllegalStateException("lost leadership"))
          : CompletableFuture.completedFuture("applied");
    }
  }

  @Test
  void everyBlockReachesTheReadersOnceOverARealConnection() throws Exception {
    Line line = new Line(4);
    try (SteppedDa stepped = new SteppedDa(directory);
        DaLayer client = new CelestiaClient(CelestiaClientConfig.at(stepped.da.endpoint()))) {
      Log log = new Log(line, new SplittableRandom(1), 0);
      Poster poster = new Poster(CONFIG, line, log, client, () -> later(line));
      Thread blocks = Thread.ofVirtual().start(() -> makeBlocks(stepped));
      for (int i = 0; i < 10; i++) {
        line.block(8, 300);
        line.certify();
        stepUntilPosted(poster, line);
      }
      blocks.interrupt();
      blocks.join();
      assertThat(poster.status().posted()).isEqualTo(10);
      assertThat(poster.status().submissions()).isEqualTo(10);
      assertThat(readers(line, stepped.da.layer())).isZero();
    }
  }

  private static void makeBlocks(SteppedDa stepped) {
    try {
      while (true) {
        stepped.step();
        // A look at the newest blocks must end before there is another.
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stepUntilPosted(Poster poster, Line line) throws InterruptedException {
    while (line.cursor().postedHeight() < line.certifiedHeight()) {
      poster.step();
    }
  }

  static Instant later(Line line) {
    return Instant.ofEpochMilli(line.timeMs() + 60_000);
  }

  @Test
  void whateverFailsReadersSeeEveryBlockOnceInOrder() throws Exception {
    long duplicates = 0;
    for (long seed = 1; seed <= 20; seed++) {
      System.out.println("seed " + seed);
      duplicates += faultyRun(seed);
    }
    System.out.println("duplicates on the DA layer, dropped by readers: " + duplicates);
  }

  @Test
  void twoHundredRollupsShareOneTransaction() throws Exception {
    Line line = new Line(21, 200);
    try (SteppedDa stepped = new SteppedDa(directory);
        DaLayer client = new CelestiaClient(CelestiaClientConfig.at(stepped.da.endpoint()))) {
      for (int i = 0; i < 6; i++) {
        line.block(120, 60);
      }
      line.certify();
      Poster poster =
          new Poster(
              CONFIG, line, new Log(line, new SplittableRandom(1), 0), client, () -> later(line));
      Thread blocks = Thread.ofVirtual().start(() -> makeBlocks(stepped));
      stepUntilPosted(poster, line);
      blocks.interrupt();
      blocks.join();
      assertThat(poster.status().posted()).isEqualTo(1);
      assertThat(poster.status().submissions()).isEqualTo(1);
      Batch batch = new BatchBuilder(line).build(1, Hash.ZERO, 0, line.certifiedHeight());
      assertThat(batch.rollups()).hasSizeGreaterThan(190);
      PackedBatch packed = PackedBatch.of(batch, Namespaces.DEFAULT, PAYER);
      System.out.println(packed.figures().summary());
      assertThat(packed.figures().plan().layout()).isEqualTo(Layout.DENSE);
      assertThat(poster.figures()).contains(packed.figures());
      assertThat(readers(line, stepped.da.layer())).isZero();
      Thread more = Thread.ofVirtual().start(() -> makeBlocks(stepped));
      PackedBatch wide = LayoutTest.packed(batch, Layout.PER_NAMESPACE, PAYER);
      assertThat(wide.blobs()).hasSizeGreaterThan(190);
      assertThat(client.submit(wide.blobs(), Duration.ofMinutes(2)))
          .isInstanceOfSatisfying(
              SubmitResult.Included.class,
              included ->
                  assertThat(found(client, batch, included.height()))
                      .hasValueSatisfying(
                          at -> assertThat(at.height()).isEqualTo(included.height())));
      more.interrupt();
      more.join();
      assertThat(readers(line, stepped.da.layer())).isEqualTo(1);
    }
  }

  private static Optional<Sighting> found(DaLayer da, Batch batch, DaHeight height) {
    try {
      return new BatchFinder(da, Namespaces.DEFAULT, PAYER, SteppedDa.TIMEOUT).find(batch, height);
    } catch (DaException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns how many batches stand on the DA layer more than once. */
  private long faultyRun(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Line line = new Line(seed);
    try (SteppedDa stepped = new SteppedDa(directory.resolve("seed-" + seed))) {
      FaultyDa da = new FaultyDa(stepped, random.split(), 10);
      Log log = new Log(line, random.split(), 15);
      Poster poster = new Poster(CONFIG, line, log, da, () -> later(line));
      for (int i = 0; i < 150; i++) {
        switch (random.nextInt(12)) {
          case 0, 1 -> line.block(random.nextInt(1, 6), 200);
          case 2, 3 -> line.certify();
          case 4 -> stepped.step();
          case 5 -> poster = new Poster(CONFIG, line, log, da, () -> later(line)); // takeover
          case 6 -> log.leads = !log.leads;
          default -> poster.step();
        }
      }
      log.leads = true;
      da.heal();
      line.certify();
      stepUntilPosted(
          new Poster(CONFIG, line, new Log(line, random, 0), da, () -> later(line)), line);
      return readers(line, stepped.da.layer());
    }
  }

  /**
   * Reads everything as a stranger would and compares it with the ledger.
   *
   * @return copies dropped because their batch number was known
   */
  static long readers(Line line, DaLayer da) throws DaException {
    return readers(line, da, 1);
  }

  /** The same from a DA height on. */
  static long readers(Line line, DaLayer da, long firstHeight) throws DaException {
    long dropped = 0;
    long nextBatch = 1;
    long height = 0;
    Hash previous = Hash.ZERO;
    Map<RollupId, RollupHead> heads = new HashMap<>();
    Map<RollupId, List<RollupBlock>> read = new TreeMap<>();
    long head = da.head(SteppedDa.TIMEOUT).height().value();
    for (long daHeight = firstHeight; daHeight <= head; daHeight++) {
      DaHeader header = da.header(new DaHeight(daHeight), SteppedDa.TIMEOUT);
      for (Blob blob : blobs(da, header, Namespace.ofCommittee(Line.P))) {
        if (DenseBlob.looksLike(blob.data())) {
          continue;
        }
        BatchMetadata metadata = BatchMetadata.decode(blob.data());
        if (metadata.batch() < nextBatch) {
          dropped++;
          continue;
        }
        assertThat(metadata.batch()).as("no gap").isEqualTo(nextBatch++);
        assertThat(metadata.previousBatchHash()).isEqualTo(previous);
        assertThat(metadata.fromHeight()).isEqualTo(height);
        assertThat(metadata.problem(line.committee)).isEmpty();
        previous = metadata.batchHash();
        height = metadata.toHeight();
        for (BatchMetadata.Entry entry : metadata.entries()) {
          RollupBatch part = part(da, header, blob.data(), entry.rollup());
          assertThat(part.problem(metadata)).isEmpty();
          assertThat(part.previous())
              .isEqualTo(heads.getOrDefault(entry.rollup(), RollupHead.start(entry.rollup())));
          heads.put(entry.rollup(), part.head().head());
          read.computeIfAbsent(entry.rollup(), r -> new ArrayList<>()).addAll(part.blocks());
        }
      }
    }
    assertThat(height).isEqualTo(line.certifiedHeight());
    assertThat(read).isEqualTo(expected(line));
    return dropped;
  }

  private static Map<RollupId, List<RollupBlock>> expected(Line line) {
    Map<RollupId, List<RollupBlock>> expected = new TreeMap<>();
    line.blocks.stream()
        .filter(block -> block.height() <= line.certifiedHeight())
        .flatMap(block -> block.rollupBlocks().values().stream())
        .forEach(
            block -> expected.computeIfAbsent(block.rollup(), r -> new ArrayList<>()).add(block));
    return expected;
  }

  private static RollupBatch part(DaLayer da, DaHeader header, Bytes metadata, RollupId rollup)
      throws DaException {
    long batch = BatchMetadata.decode(metadata).batch();
    Stream<BatchCodec.RollupBlob> parts =
        switch (BatchMetadata.layout(metadata)) {
          case PER_NAMESPACE ->
              blobs(da, header, Namespace.ofRollup(rollup)).stream()
                  .map(blob -> BatchCodec.open(blob.data()));
          case DENSE ->
              blobs(da, header, Namespace.ofCommittee(Line.P)).stream()
                  .filter(blob -> DenseBlob.looksLike(blob.data()))
                  .flatMap(blob -> DenseBlob.part(blob.data(), rollup).stream());
        };
    return parts
        .filter(blob -> blob.batch() == batch)
        .map(BatchCodec::decode)
        .findFirst()
        .orElseThrow();
  }

  private static List<Blob> blobs(DaLayer da, DaHeader header, Namespace namespace)
      throws DaException {
    return da.read(header, namespace, SteppedDa.TIMEOUT).blobs();
  }
}
