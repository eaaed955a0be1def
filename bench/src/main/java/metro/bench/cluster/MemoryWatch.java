package metro.bench.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import metro.bench.result.MemorySample;
import metro.bench.result.Soak.Throughput;

/** Looks at all members' memory again and again, beside the load. */
public final class MemoryWatch implements AutoCloseable {
  private final Map<String, List<MemorySample>> samples = new LinkedHashMap<>();
  private final List<Throughput> throughput = new ArrayList<>();
  private final List<Member> members;
  private final LongSupplier ordered;
  private final long intervalNanos;
  private final long startNanos = System.nanoTime();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("memory-watch").unstarted(this::watch);
  private volatile boolean closing;
  private volatile Optional<IOException> failure = Optional.empty();

  private MemoryWatch(List<Member> members, LongSupplier ordered, Duration interval) {
    this.members = members;
    this.ordered = ordered;
    this.intervalNanos = interval.toNanos();
    members.forEach(m -> samples.put(m.name(), new ArrayList<>()));
  }

  /**
   * Begins to look.
   *
   * @param ordered receipts so far
   */
  public static MemoryWatch begin(List<Member> members, LongSupplier ordered, Duration interval) {
    MemoryWatch watch = new MemoryWatch(members, ordered, interval);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      long lastOrdered = 0;
      double last = 0;
      for (long next = startNanos + intervalNanos; sleepUntil(next); ) {
        long now = System.nanoTime();
        double seconds = (now - startNanos) / 1e9;
        long orderedNow = ordered.getAsLong();
        throughput.add(new Throughput(seconds, (orderedNow - lastOrdered) / (seconds - last)));
        lastOrdered = orderedNow;
        last = seconds;
        for (Member member : members) {
          MemoryMeter.read(member, seconds).ifPresent(samples.get(member.name())::add);
        }
        // What a busy machine made late is left out, not made up for.
        next = Math.max(next + intervalNanos, System.nanoTime());
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** False when the watch ends meanwhile. */
  private boolean sleepUntil(long nanos) {
    for (long now = System.nanoTime(); now < nanos && !closing; now = System.nanoTime()) {
      LockSupport.parkNanos(nanos - now);
    }
    return !closing;
  }

  /** What the member of this name held, when the watch is over. */
  public List<MemorySample> samples(String member) {
    return samples.getOrDefault(member, List.of());
  }

  /** What was ordered meanwhile, when the watch is over. */
  public List<Throughput> throughput() {
    return throughput;
  }

  /**
   * Ends the watch.
   *
   * @throws IOException when the members could not be looked at
   */
  @Override
  public void close() throws IOException {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the watch ended");
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
