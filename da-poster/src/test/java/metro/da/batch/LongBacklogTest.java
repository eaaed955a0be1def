package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.SubmitResult;
import metro.da.VerifiedNamespace;
import metro.da.celestia.Namespace;
import metro.da.embedded.SteppedDa;
import metro.state.LogEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An hour of blocks, a block a second, posted after the DA layer was away. */
@Timeout(300)
final class LongBacklogTest {
  private static final int HEIGHTS = 3_600;
  private static final PosterConfig CONFIG =
      new PosterConfig(
          Optional.empty(),
          Namespaces.DEFAULT,
          PostingPolicy.DEFAULT,
          SteppedDa.TIMEOUT,
          SteppedDa.TIMEOUT,
          SteppedDa.TIMEOUT,
          Duration.ofMillis(1));

  @TempDir Path directory;

  /** A real layer that makes blocks only while somebody waits, and counts who waits for what. */
  private static final class Watched implements DaLayer {
    private final SteppedDa stepped;
    private final DaLayer layer;
    private int waitsForHeights;

    Watched(SteppedDa stepped) {
      this.stepped = stepped;
      this.layer = stepped.da.layer();
    }

    @Override
    public SubmitResult submit(List<Blob> blobs, Duration timeout) {
      try {
        return stepped.submit(layer, blobs.toArray(Blob[]::new));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public int maxBytes() {
      return layer.maxBytes();
    }

    @Override
    public DaHeader head(Duration timeout) throws DaException {
      return layer.head(timeout);
    }

    @Override
    public DaHeader header(DaHeight height, Duration timeout) throws DaException {
      return layer.header(height, timeout);
    }

    @Override
    public DaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
      waitsForHeights++;
      stepped.step();
      return layer.waitForHeight(height, timeout);
    }

    @Override
    public VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout)
        throws DaException {
      return layer.read(header, namespace, timeout);
    }

    @Override
    public void close() {}
  }

  private record Log(Line line) implements PosterLog {
    @Override
    public boolean isLeader() {
      return true;
    }

    @Override
    public CompletableFuture<?> propose(LogEntry entry) {
      line.apply(entry);
      return CompletableFuture.completedFuture("applied");
    }
  }

  @Test
  void fullBatchesFollowEachOtherWithoutWaitingForAnyDaHeight() throws Exception {
    Line line = new Line(11);
    for (int height = 1; height <= HEIGHTS; height++) {
      line.block(1, 12_000);
      if (height % 100 == 0) {
        line.certify();
      }
    }
    long bytes =
        line.blocks.stream()
            .flatMap(block -> block.items().stream())
            .mapToLong(item -> item.raw().length())
            .sum();
    long fewest = Math.ceilDiv(bytes, BatchLimits.TARGET_BYTES);
    assertThat(fewest).isGreaterThan(3);
    try (SteppedDa stepped = new SteppedDa(directory)) {
      Watched watched = new Watched(stepped);
      Instant later = Instant.ofEpochMilli(line.timeMs() + 3_600_000);
      Poster poster = new Poster(CONFIG, line, new Log(line), watched, () -> later);
      while (line.cursor().postedHeight() < HEIGHTS) {
        assertThat(poster.step()).as("there is always something to do").isTrue();
      }
      assertThat(watched.waitsForHeights).isZero();
      assertThat(line.cursor().postedBatch()).isLessThanOrEqualTo(fewest + 1);
      assertThat(poster.status().submissions()).isEqualTo(line.cursor().postedBatch());
    }
  }
}
