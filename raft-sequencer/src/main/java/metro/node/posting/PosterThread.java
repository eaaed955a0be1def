package metro.node.posting;

import java.time.InstantSource;
import java.util.Optional;
import metro.da.DaLayer;
import metro.da.batch.BatchFigures;
import metro.da.batch.Poster;
import metro.da.batch.PosterConfig;
import metro.da.batch.PosterStatus;
import metro.da.batch.PostingMeter;
import metro.node.chain.Chain;
import metro.node.log.FailStop;
import metro.node.log.RaftLog;
import metro.node.store.StoreException;

/** Runs the poster from {@link #start} to {@link #close}. */
public final class PosterThread implements AutoCloseable {
  private final DaLayer layer;
  private final Poster poster;
  private final FailStop failStop;
  private final Thread thread = Thread.ofPlatform().daemon().name("poster").unstarted(this::run);
  private volatile boolean stopped;

  /** Posts to {@code layer}, which this closes in the end. */
  public PosterThread(
      PosterConfig config,
      Chain chain,
      RaftLog log,
      DaLayer layer,
      InstantSource clock,
      FailStop failStop) {
    this.layer = layer;
    this.failStop = failStop;
    this.poster =
        new Poster(config, new ChainBlockSource(chain), new RaftPosterLog(log), layer, clock);
  }

  /** Begins to work. */
  public void start() {
    thread.start();
  }

  /** What it is doing. */
  public PosterStatus status() {
    return poster.status();
  }

  /** The batch this process made last, in numbers. */
  public Optional<BatchFigures> figures() {
    return poster.figures();
  }

  /** What it did. */
  public PostingMeter meter() {
    return poster.meter();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    layer.close();
  }

  /** What the poster throws is a contradiction between members, or a bug: not to be posted. */
  private void run() {
    try {
      poster.run();
    } catch (StoreException e) {
      if (!stopped) {
        failStop.stop("the poster cannot read the store", e);
      }
    } catch (RuntimeException e) {
      failStop.stop("the poster found what cannot be", e);
    }
  }
}
