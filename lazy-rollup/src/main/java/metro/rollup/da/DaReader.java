package metro.rollup.da;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.VerifiedNamespace;
import metro.da.batch.BatchCodec;
import metro.da.batch.BatchMetadata;
import metro.da.batch.DenseBlob;
import metro.da.batch.Layout;
import metro.da.celestia.Namespace;
import metro.da.forced.ForcedBlob;
import metro.rollup.Limits;
import metro.rollup.RollupConfig.DaConfig;
import metro.state.MalformedException;
import metro.state.RollupId;

/**
 * Reads one DA height after the other, whole and proven; while far behind it fetches a bounded
 * number of heights ahead. One thread takes.
 */
final class DaReader implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final RollupId rollup;
  private final DaLayer da;
  private final DaConfig config;
  private final ExecutorService fetchers = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Future<DaContent>> ahead = new ArrayDeque<>();
  private long nextToTake;
  private long knownHead;

  DaReader(RollupId rollup, DaLayer da, DaConfig config, long firstHeight) {
    this.rollup = rollup;
    this.da = da;
    this.config = config;
    this.nextToTake = firstHeight;
  }

  /**
   * The next height's content; waits for it, at most {@link #WAIT}.
   *
   * @throws DaException when it is not there yet or could not be read: ask again
   */
  DaContent next() throws DaException, InterruptedException {
    if (nextToTake > knownHead) {
      knownHead = Math.max(da.head(WAIT).height().value(), knownHead);
    }
    if (nextToTake > knownHead) {
      knownHead = da.waitForHeight(new DaHeight(nextToTake), WAIT).height().value();
    }
    while (ahead.size() < Limits.DA_FETCH_AHEAD && nextToTake + ahead.size() <= knownHead) {
      DaHeight height = new DaHeight(nextToTake + ahead.size());
      ahead.add(fetchers.submit(() -> fetch(height)));
    }
    DaContent content = join(ahead.remove());
    nextToTake++;
    return content;
  }

  private DaContent join(Future<DaContent> future) throws DaException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      drop();
      if (e.getCause() instanceof DaException failed) {
        throw failed;
      }
      throw new IllegalStateException("reading the DA layer failed: a bug", e.getCause());
    }
  }

  /** After a failure everything fetched ahead is asked for again. */
  private void drop() {
    ahead.forEach(future -> future.cancel(true));
    ahead.clear();
  }

  private DaContent fetch(DaHeight height) throws DaException {
    DaHeader header = da.header(height, metro.da.Limits.READ_TIMEOUT);
    List<Blob> committees = blobs(header, config.committeeNamespace());
    List<Blob> metadata = only(committees, blob -> BatchMetadata.looksLike(blob.data()));
    List<Blob> dense = only(committees, blob -> DenseBlob.looksLike(blob.data()));
    List<Blob> parts =
        metadata.stream().anyMatch(DaReader::namesNamespaces)
            ? only(
                blobs(header, config.rollupNamespace()), blob -> BatchCodec.looksLike(blob.data()))
            : List.of();
    VerifiedNamespace forced =
        da.read(header, ForcedBlob.namespace(rollup), metro.da.Limits.READ_TIMEOUT);
    return new DaContent(header, metadata, dense, parts, ForcedBlob.read(forced, rollup));
  }

  private static boolean namesNamespaces(Blob metadata) {
    try {
      return BatchMetadata.layout(metadata.data()) == Layout.PER_NAMESPACE;
    } catch (MalformedException e) {
      return false;
    }
  }

  private List<Blob> blobs(DaHeader header, Namespace namespace) throws DaException {
    return da.read(header, namespace, metro.da.Limits.READ_TIMEOUT).blobs().stream()
        .filter(blob -> config.poster().isEmpty() || blob.signer().equals(config.poster()))
        .toList();
  }

  private static List<Blob> only(List<Blob> blobs, Predicate<Blob> wanted) {
    return blobs.stream().filter(wanted).toList();
  }

  @Override
  public void close() {
    drop();
    fetchers.shutdownNow();
  }
}
