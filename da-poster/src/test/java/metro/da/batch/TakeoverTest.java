package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.da.Blob;
import metro.da.DaHeight;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.FeePolicy;
import metro.da.celestia.Namespace;
import metro.da.embedded.EmbeddedDaConfig;
import metro.da.embedded.SteppedDa;
import metro.da.embedded.TimedDa;
import metro.da.embedded.faults.Fault;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.soft.Certificate;
import metro.state.LogEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader dies with a signed batch on its way, and the next one holds certificates of other
 * heights, by other members: it sends the very same bytes, at once.
 */
@Timeout(120)
final class TakeoverTest {
  private static final CelestiaKey KEY = new CelestiaKey(secret());
  private static final int MAX_STEPS = 200;

  @TempDir Path directory;

  private final Line line = new Line(31);
  private boolean diesAfterPrepare;

  private static byte[] secret() {
    byte[] secret = new byte[32];
    secret[31] = 13;
    return secret;
  }

  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final class Log implements PosterLog {
    @Override
    public boolean isLeader() {
      return true;
    }

    @Override
    public CompletableFuture<?> propose(LogEntry entry) {
      line.apply(entry);
      if (diesAfterPrepare) {
        throw new Died();
      }
      return CompletableFuture.completedFuture("applied");
    }
  }

  private Poster poster(BlockSource member, TimedDa da) {
    PosterConfig config =
        new PosterConfig(
            Optional.of(KEY.address()),
            Namespaces.DEFAULT,
            new PostingPolicy(Duration.ZERO, 3, 4, 8, 20),
            SteppedDa.TIMEOUT,
            SteppedDa.TIMEOUT,
            SteppedDa.TIMEOUT,
            Duration.ofMillis(1));
    return new Poster(config, member, new Log(), da, () -> PosterTest.later(line));
  }

  private void blocks() {
    for (int i = 0; i < 5; i++) {
      line.block(4, 200);
    }
  }

  @Test
  void afterPrepareTheSuccessorSendsTheSameBytesAtTheSameDaHeight() throws Exception {
    blocks();
    try (SteppedDa stepped = stepped();
        TimedDa da = TimedDa.direct(stepped, KEY, FeePolicy.DEFAULT)) {
      diesAfterPrepare = true;
      BlockSource first = line.holding(3, 0);
      assertThatThrownBy(() -> untilPosted(poster(first, da), stepped)).isInstanceOf(Died.class);
      diesAfterPrepare = false;
      succeeds(first, da, stepped);
    }
  }

  @Test
  void afterABroadcastThatWasLostTheSuccessorSendsTheSameBytesAtTheSameDaHeight() throws Exception {
    blocks();
    try (SteppedDa stepped = stepped();
        TimedDa da = TimedDa.direct(stepped, KEY, FeePolicy.DEFAULT)) {
      BlockSource first = line.holding(3, 0);
      Poster dying = poster(first, da);
      while (line.cursor().prepared().isEmpty()) {
        dying.step();
      }
      stepped.da.faults().set(new Fault.Down(Fault.Calls.SUBMISSIONS));
      dying.step();
      assertThat(dying.meter().outcomes(PostingMeter.Outcome.UNKNOWN)).isEqualTo(1);
      stepped.da.faults().clear();
      succeeds(first, da, stepped);
    }
  }

  @Test
  void afterABroadcastTheSuccessorFindsTheBatchAndSendsNoOther() throws Exception {
    blocks();
    try (SteppedDa stepped = stepped();
        TimedDa da = TimedDa.direct(stepped, KEY, FeePolicy.DEFAULT)) {
      BlockSource first = line.holding(3, 0);
      Poster dying = poster(first, da);
      while (dying.status().submissions() == 0) {
        dying.step();
      }
      succeeds(first, da, stepped);
    }
  }

  /** The next leader, with another certificate, posts what {@code first} prepared in one height. */
  private void succeeds(BlockSource first, TimedDa da, SteppedDa stepped) throws Exception {
    LogEntry.BatchPrepared prepared = line.cursor().prepared().orElseThrow();
    List<Blob> blobs = blobs(new BatchBuilder(first).rebuild(prepared, Hash.ZERO));
    BlockSource next = line.holding(5, 2);
    assertThat(blobs(new BatchBuilder(next).build(1, Hash.ZERO, 0, 3)))
        .as("what the next leader would make of its own certificate")
        .isNotEqualTo(blobs);
    long head = da.head(SteppedDa.TIMEOUT).height().value();
    Poster poster = poster(next, da);
    while (line.cursor().postedBatch() == 0) {
      poster.step();
    }
    assertThat(line.cursor().postedHeight()).isEqualTo(3);
    assertThat(line.cursor().postedDaHeight()).isEqualTo(head + 1);
    assertThat(poster.meter().timesPreparedAnew()).isZero();
    assertThat(committees(da, head + 1)).containsAll(committees(blobs));
    untilPosted(poster, stepped);
    assertThat(line.cursor().postedBatch()).isEqualTo(2);
    line.certify();
    assertThat(PosterTest.readers(line, stepped.da.layer())).isZero();
  }

  private static List<Blob> blobs(Batch batch) {
    return BatchCodec.blobs(batch, Namespaces.DEFAULT, Optional.of(KEY.address()));
  }

  private static List<Bytes> committees(TimedDa da, long height) throws Exception {
    return committees(
        da.read(
                da.header(new DaHeight(height), SteppedDa.TIMEOUT),
                Namespace.ofCommittee(Line.P),
                SteppedDa.TIMEOUT)
            .blobs());
  }

  private static List<Bytes> committees(List<Blob> blobs) {
    return blobs.stream()
        .filter(blob -> blob.namespace().equals(Namespace.ofCommittee(Line.P)))
        .map(Blob::data)
        .toList();
  }

  private void untilPosted(Poster poster, SteppedDa stepped) throws InterruptedException {
    for (int i = 0; line.cursor().postedHeight() < 5; i++) {
      assertThat(i).as("steps; %s", poster.status()).isLessThan(MAX_STEPS);
      if (!poster.step()) {
        stepped.step();
      }
    }
  }

  private SteppedDa stepped() {
    return new SteppedDa(EmbeddedDaConfig.in(directory).servingGrpc(0));
  }

  @Test
  void aPreparedBatchWithACertificateThatReadersWouldRefuseStopsTheMember() throws Exception {
    blocks();
    Line other = new Line(32);
    other.block(1, 10);
    other.block(1, 10);
    other.block(1, 10);
    Batch batch = new BatchBuilder(line.holding(3, 0)).build(1, Hash.ZERO, 0, 3);
    Bytes foreign = Bytes.wrap(other.holding(3, 0).certificateCovering(3).orElseThrow().encode());
    Certificate good = line.holding(3, 0).certificateCovering(3).orElseThrow();
    List<Signature> swapped = good.signatures().reversed();
    Bytes forged = Bytes.wrap(new Certificate(good.header(), good.bitmap(), swapped).encode());
    for (Bytes certificate : List.of(foreign, forged, Bytes.fromHex("5101"))) {
      LogEntry.BatchPrepared prepared =
          LogEntry.BatchPrepared.unsigned(1, 0, 3, batch.hash(), 1, certificate);
      assertThatThrownBy(() -> new BatchBuilder(line.holding(5, 1)).rebuild(prepared, Hash.ZERO))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
