package metro.bench.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import metro.bench.load.Counts;
import metro.bench.load.Window;
import metro.bench.result.LoadStep;

/** Measures the processes while a step's measured time runs, beside the load. */
public final class StepMeter {
  private final Cluster cluster;
  private final Member leader;
  private final CompletableFuture<Taken> taken = new CompletableFuture<>();

  private record Taken(Meter.Use use, Applied applied) {}

  /** A busy member may answer late: the rate is over the time between the answers. */
  private record Applied(double entries, double bytes, long atNanos) {
    Applied minus(Applied other) {
      return new Applied(entries - other.entries, bytes - other.bytes, atNanos - other.atNanos);
    }

    double entriesPerSecond() {
      return entries * 1e9 / atNanos;
    }
  }

  private StepMeter(Cluster cluster, Member leader) {
    this.cluster = cluster;
    this.leader = leader;
  }

  /** Begins to look when the window's measured time begins. */
  public static StepMeter of(Cluster cluster, Member leader, Window window) {
    StepMeter meter = new StepMeter(cluster, leader);
    Thread.ofPlatform().daemon().name("meter").start(() -> meter.watch(window));
    return meter;
  }

  private void watch(Window window) {
    try {
      Meter meter = new Meter(cluster.pids());
      sleepUntil(window.fromNanos());
      meter.begin();
      Applied before = applied();
      sleepUntil(window.toNanos());
      Meter.Use use = meter.end();
      taken.complete(new Taken(use, applied().minus(before)));
    } catch (IOException e) {
      taken.completeExceptionally(e);
    }
  }

  private static void sleepUntil(long nanos) {
    for (long now = System.nanoTime(); now < nanos; now = System.nanoTime()) {
      LockSupport.parkNanos(nanos - now);
    }
  }

  private Applied applied() throws IOException {
    Metrics metrics = leader.metrics().orElse(Metrics.NONE);
    double entries = metrics.sum(Metrics.APPLIED_ENTRIES);
    if (entries == 0) {
      throw new IOException(leader.name() + " does not tell its metrics");
    }
    return new Applied(entries, metrics.sum(Metrics.APPLIED_BYTES), System.nanoTime());
  }

  /** Puts load and use together, when the step is over. */
  public LoadStep step(
      String name, int repetition, String mix, String way, double offered, Counts counts)
      throws IOException {
    Taken t;
    try {
      t = taken.join();
    } catch (CompletionException e) {
      throw new IOException("the processes could not be measured: " + e.getCause(), e);
    }
    double entries = Math.max(1, t.applied.entries);
    return new LoadStep(
        name,
        repetition,
        mix,
        way,
        offered,
        counts.seconds(),
        counts.sent(),
        counts.answered(),
        counts.orderedPerSecond(),
        counts.payloadPerSecond(),
        counts.refused(),
        counts.ordered(),
        counts.certified(),
        t.applied.entriesPerSecond(),
        t.applied.bytes / entries,
        t.use.processes(),
        t.use.loopbackBytes());
  }
}
